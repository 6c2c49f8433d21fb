package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.http2.hpack.Field;
import io.zentinelproxy.core.http2.hpack.SlowDecoder;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Connection;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 7541 section 6.2.3: a field that its sender wants in no table reaches the other side as such, both ways; so do secrets, unasked. */
class SensitiveFieldsTest {
    private static final Field TOLD = new Field("x-frame-options", "told", true);
    private static final Field COOKIE = new Field("set-cookie", "a=b", true);

    /** The fields of all sections that came over a connection, in one list. */
    private static List<Field> fields(H2Connection connection) {
        SlowDecoder decoder = new SlowDecoder();
        List<Field> fields = new ArrayList<>();
        for (H2Frame frame : connection.frames()) {
            if (frame.type() == H2Frame.HEADERS) {
                fields.addAll(decoder.decode(frame.payload()));
            }
        }
        return fields;
    }

    private static HpackBlock withTold(HpackBlock block) {
        return block.neverIndexedField(TOLD.name(), TOLD.value());
    }

    @Test
    void aFieldOfARequestThatIsNeverToBeIndexedStaysSo() {
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            client.open(withTold(HpackBlock.request("GET", "/", "cookie", "c=d", "accept", "a/b")), true)
                    .awaitReply();
            assertThat(fields(origin.connection(0)))
                    .contains(TOLD, new Field("cookie", "c=d", true), Field.of("accept", "a/b"));
        }
    }

    @Test
    void aFieldOfAnAnswerThatIsNeverToBeIndexedStaysSo() {
        H2Step answer = new H2Step.Do(request -> request.connection()
                .send(H2Frame.headers(
                        request.stream().id(), withTold(HpackBlock.of(":status", "200", "set-cookie", "a=b")), true)));
        try (H2Origin origin = H2Origin.doing(answer);
                RunningProxy proxy = Origins.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/").awaitReply();
            client.get("/").awaitReply();
            assertThat(fields(client).stream().filter(TOLD::equals)).hasSize(2);
            assertThat(fields(client).stream().filter(COOKIE::equals)).hasSize(2);
        }
    }
}
