package io.zentinelproxy.inference.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.inference.model.Provider;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors as the client libraries of both providers read them. */
class DialectErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "400,bad-request,invalid_request_error,bad_request",
        "400,context-length-exceeded,invalid_request_error,context_length_exceeded",
        "401,key-unknown,invalid_request_error,invalid_api_key",
        "402,budget-exhausted,insufficient_quota,insufficient_quota",
        "403,model-forbidden,permission_error,model_forbidden",
        "404,model-not-found,invalid_request_error,model_not_found",
        "413,too-large,invalid_request_error,too_large",
        "429,tokens-limited,tokens,rate_limit_exceeded",
        "429,requests-limited,requests,rate_limit_exceeded",
        "429,busy,rate_limit_error,rate_limit_exceeded",
        "429,budget-exhausted,insufficient_quota,insufficient_quota",
        "500,internal,server_error,internal",
        "503,no-target,server_error,no_target"
    })
    void openAiTellsTypeAndCode(int status, String reason, String type, String code) {
        assertThat(text(Provider.OPENAI, status, reason, "messages[0]"))
                .isEqualTo("{\"error\":{\"message\":\"No \\\"é\\\".\",\"type\":\"" + type
                        + "\",\"param\":\"messages[0]\",\"code\":\"" + code + "\"}}")
                .isEqualTo(text(Provider.GENERIC, status, reason, "messages[0]"));
    }

    @Test
    void openAisParamIsNullWhereNoMemberIsWrong() {
        assertThat(text(Provider.OPENAI, 500, "internal", null)).contains("\"param\":null");
    }

    @ParameterizedTest
    @CsvSource({
        "400,invalid_request_error",
        "401,authentication_error",
        "402,billing_error",
        "403,permission_error",
        "404,not_found_error",
        "409,conflict_error",
        "413,request_too_large",
        "422,invalid_request_error",
        "429,rate_limit_error",
        "500,api_error",
        "502,api_error",
        "503,overloaded_error",
        "504,timeout_error",
        "529,overloaded_error"
    })
    void anthropicTellsTheTypeByTheStatus(int status, String type) {
        assertThat(text(Provider.ANTHROPIC, status, "any", null))
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"" + type
                        + "\",\"message\":\"No \\\"é\\\".\"},\"request_id\":\"req-1\"}");
    }

    private static String text(Provider provider, int status, String reason, String param) {
        return new String(
                DialectErrors.render(provider, status, reason, "No \"é\".", param, "req-1"), StandardCharsets.UTF_8);
    }
}
