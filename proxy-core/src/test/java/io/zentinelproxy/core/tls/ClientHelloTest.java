package io.zentinelproxy.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {
    private static final int ROOM = 16 * 1024;

    private static ClientHello parse(Hellos hello) throws HandshakeRefused {
        byte[] body = hello.body();
        return HelloParser.parse(body, 0, body.length);
    }

    /** The example of FoxIO's technical details, a Chrome. */
    @Test
    void theFingerprintIsThatOfTheSpecification() throws Exception {
        Hellos chrome = new Hellos()
                .suites(
                        0x3a3a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014,
                        0x009c, 0x009d, 0x002f, 0x0035)
                .extension(0x2a2a)
                .extension(0x001b)
                .serverName("Example.com")
                .extension(0x0033)
                .protocols("h2", "http/1.1")
                .extension(0x4469)
                .extension(0x0017)
                .extension(0x002d)
                .signatures(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601)
                .extension(0x0005)
                .extension(0x0023)
                .extension(0x0012)
                .versions(0x6a6a, 0x0304, 0x0303)
                .extension(0xff01)
                .extension(0x000b)
                .extension(0x000a)
                .extension(0x0015);

        ClientHello hello = parse(chrome);

        assertThat(hello.fingerprint()).isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
        assertThat(hello.serverName()).isEqualTo("example.com");
        assertThat(hello.protocols()).containsExactly("h2", "http/1.1");
        assertThat(hello.versions()).contains(ClientHello.TLS_1_3, ClientHello.TLS_1_2);
    }

    @Test
    void aHelloThatOffersNothingHasAFingerprintToo() throws Exception {
        assertThat(parse(new Hellos().suites()).fingerprint()).isEqualTo("t12i000000_000000000000_000000000000");
        assertThat(parse(new Hellos().protocols("\u00e0x\u00ff")).fingerprint()).startsWith("t12i0101ef_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nb", "a/b", "\u00e4.example", "a\u0000.example"})
    void aServerNameThatIsNoneIsRefused(String name) {
        assertThatThrownBy(() -> parse(new Hellos().serverName(name))).hasMessageContaining("server name");
    }

    @Test
    void everyCutOfAHelloIsRefusedAndNoneIsReadBeyondItsEnd() throws Exception {
        byte[] whole = new Hellos()
                .serverName("a.example")
                .protocols("http/1.1")
                .signatures(0x0403)
                .versions(0x0304)
                .body();
        int bare = new Hellos().body().length - 2;
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (length == bare) {
                // One without extensions is whole (RFC 5246 section 7.4.1.2).
                HelloParser.parse(cut, 0, length);
                continue;
            }
            assertThatThrownBy(() -> HelloParser.parse(cut, 0, cut.length))
                    .as("cut after %d", length)
                    .isInstanceOf(HandshakeRefused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 100, 16_000})
    void aHelloIsWholeWithItsLastOctetHoweverItIsCut(int size) throws Exception {
        byte[] octets = Hellos.records(new Hellos().serverName("a.example").message(), size);
        HelloRecords records = new HelloRecords(ROOM);

        for (int i = 0; i < octets.length - 1; i++) {
            records.add(ByteBuffer.wrap(octets, i, 1));
            assertThat(records.parse()).isNull();
        }
        records.add(ByteBuffer.wrap(octets, octets.length - 1, 1));

        assertThat(records.parse().serverName()).isEqualTo("a.example");
        assertThat(records.all()).isEqualTo(ByteBuffer.wrap(octets));
    }

    @Test
    void whatIsTooLargeIsRefusedWithItsLengthNotWithItsEnd() {
        HelloRecords records = new HelloRecords(ROOM);
        records.add(ByteBuffer.wrap(new byte[] {22, 3, 1, 0x40, 0, 1, 0, (byte) 0xff, (byte) 0xff}));

        assertThatThrownBy(records::parse)
                .isInstanceOfSatisfying(
                        HandshakeRefused.class,
                        refused -> assertThat(refused.result()).isEqualTo(HandshakeResult.HELLO_TOO_LARGE));
    }

    @Test
    void headersOfTinyRecordsCountToo() {
        byte[] octets =
                Hellos.records(new Hellos().extension(21, new byte[4_000]).message(), 1);
        HelloRecords records = new HelloRecords(ROOM);
        records.add(ByteBuffer.wrap(octets, 0, ROOM));

        assertThatThrownBy(records::parse)
                .isInstanceOfSatisfying(
                        HandshakeRefused.class,
                        refused -> assertThat(refused.result()).isEqualTo(HandshakeResult.HELLO_TOO_LARGE));
    }
}
