package io.zentinelproxy.core.config;

import org.jspecify.annotations.Nullable;

/**
 * The address of an origin server as the original writes it, {@code zone:host:port}, where the zone may be missing.
 *
 * @param zone where it stands, or null
 */
record ZonedAddress(@Nullable String zone, OriginAddress address) {
    /** What an address of an origin is, with a zone before it or without. */
    static final ValueType<ZonedAddress> TYPE = ValueType.ofText(
            AddressTypes.ORIGIN.name(), AddressTypes.ORIGIN.expected(), ZonedAddress::read, ZonedAddress::render);

    private static final CharSet ZONE = CharSet.LETTERS_AND_DIGITS.and("-_.");
    private static final String UNIX = "unix:";

    /** A colon more than there would be in an address without a zone. */
    private static ZonedAddress read(String text) throws Refusal {
        int colon = text.indexOf(':');
        boolean zoned = colon > 0
                && !text.startsWith(UNIX)
                && text.indexOf(':', colon + 1) > 0
                && ZONE.spells(text.substring(0, colon));
        return zoned
                ? new ZonedAddress(text.substring(0, colon), AddressTypes.origin(text.substring(colon + 1)))
                : new ZonedAddress(null, AddressTypes.origin(text));
    }

    private static String render(ZonedAddress address) {
        String name = AddressTypes.ORIGIN.render(address.address);
        return address.zone == null ? name : '"' + address.zone + ':' + name.substring(1);
    }
}
