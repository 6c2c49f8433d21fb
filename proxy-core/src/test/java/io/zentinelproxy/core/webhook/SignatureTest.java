package io.zentinelproxy.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.WebhookKey;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Standard Webhooks 1.0, by the example that its libraries are tested with. */
class SignatureTest {

    @Test
    void signsAsTheStandardsLibrariesDo() {
        Signature signature = new Signature(WebhookKey.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        byte[] payload = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        String signed = signature.of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, payload);

        assertThat(signed).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
