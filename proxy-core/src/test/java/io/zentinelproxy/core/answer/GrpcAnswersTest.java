package io.zentinelproxy.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.filter.LocalAnswer;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcAnswersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/grpc",
                "application/grpc+proto",
                "APPLICATION/GRPC+json",
                "application/grpc;charset=utf-8",
                "application/grpc ; a=b"
            })
    void grpcIsToldByItsMediaType(String mediaType) {
        assertThat(isAsked(HttpVersion.HTTP_2, mediaType)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/grpc-web", "application/grpc-web+proto", "application/grpcx", "application/grp", ""
            })
    void whatOnlyLooksLikeItIsNone(String mediaType) {
        assertThat(isAsked(HttpVersion.HTTP_2, mediaType)).isFalse();
    }

    @Test
    void onlyHttp2CarriesIt() {
        assertThat(isAsked(HttpVersion.HTTP_1_1, "application/grpc")).isFalse();
        assertThat(GrpcAnswers.isAskedForBy(head(HttpVersion.HTTP_2, "X: y\r\n")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_FIELD, 13",
        "LATE_BODY, 4",
        "METHOD_REFUSED, 2",
        "BAD_RANGE, 2",
    })
    void faultsOfClients(ClientFault.Kind kind, int code) {
        assertThat(GrpcAnswers.code(new ClientFault(kind))).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD_TOO_LARGE, 8",
        "BODY_TOO_LARGE, 8",
        "TARGET_TOO_LONG, 8",
        "IN_FLIGHT_EXHAUSTED, 14",
    })
    void limits(LimitFault.Kind kind, int code) {
        assertThat(GrpcAnswers.code(new LimitFault(kind))).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"NO_ROUTE, 12", "ADDRESS_DENIED, 7", "MISDIRECTED, 2"})
    void policies(PolicyFault.Kind kind, int code) {
        assertThat(GrpcAnswers.code(new PolicyFault(kind))).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"CONNECT_FAILED, 14", "READ_TIMEOUT, 14", "REQUEST_TIMEOUT, 4", "POOL_TIMEOUT, 14"})
    void faultsOfOrigins(UpstreamFault.Kind kind, int code) {
        assertThat(GrpcAnswers.code(new UpstreamFault(kind))).isEqualTo(code);
    }

    @Test
    void theAnswerIsAHeadWithStatusAndMessage() {
        LocalAnswer answer = GrpcAnswers.render(new InternalFault(new IllegalStateException("secret")));
        ResponseHead head = answer.head();

        assertThat(head.status()).isEqualTo(200);
        assertThat(answer.content()).isEmpty();
        assertThat(lines(head.fields()))
                .startsWith("Content-Type: application/grpc\ngrpc-status: 2\ngrpc-message: ")
                .doesNotContain("secret");
    }

    @Test
    void messagesArePercentEncoded() {
        assertThat(GrpcAnswers.encoded("50 % of it~\n\u00e4\u20ac")).isEqualTo("50 %25 of it~%0A%C3%A4%E2%82%AC");
    }

    private static boolean isAsked(HttpVersion version, String mediaType) {
        return GrpcAnswers.isAskedForBy(head(version, "Content-Type: " + mediaType + "\r\n"));
    }

    private static RequestHead head(HttpVersion version, String line) {
        RequestHead head = new RequestHead();
        head.reset(Ascii.octets(line));
        head.version(version);
        int colon = line.indexOf(':');
        head.fields().addRead(0, colon, colon + 2, line.length() - 2, line.length());
        return head;
    }

    private static String lines(Fields fields) {
        StringBuilder lines = new StringBuilder();
        for (int line = 0; line < fields.count(); line++) {
            lines.append(fields.name(line))
                    .append(": ")
                    .append(fields.value(line))
                    .append('\n');
        }
        return lines.toString();
    }
}
