package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.PassedContent;
import io.zentinelproxy.core.fault.Fault;
import java.nio.ByteBuffer;

/** Content that passes unchanged; its first octets are kept and told once, when it is complete or breaks off. */
final class ContentTee extends PassedContent {
    private final byte[] kept;
    private final Listener listener;
    private int length;
    private boolean told;

    /** Who is told. */
    @FunctionalInterface
    interface Listener {
        /** Called by whoever pulls; there was at least one octet. */
        void ended(byte[] kept, int length, long ofOctets);
    }

    ContentTee(BodySource content, int mostOctets, Listener listener) {
        super(content);
        this.listener = listener;
        kept = new byte[mostOctets];
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        int start = into.position();
        int pulled;
        try {
            pulled = content.pull(into);
        } catch (Fault e) {
            tell();
            throw e;
        }
        if (pulled > 0) {
            keep(into, start, pulled);
        }
        if (pulled < 0 || content.isFinished()) {
            tell();
        }
        return pulled;
    }

    private void keep(ByteBuffer from, int start, int pulled) {
        int more = Math.min(pulled, kept.length - length);
        from.get(start, kept, length, more);
        length += more;
    }

    private void tell() {
        if (!told && length > 0) {
            told = true;
            listener.ended(kept, length, content.pulled());
        }
    }
}
