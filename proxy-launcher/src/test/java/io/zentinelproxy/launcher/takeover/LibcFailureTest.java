package io.zentinelproxy.launcher.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a call of libc that failed says to who reads the log. */
class LibcFailureTest {
    private static final int AGAIN = 11;
    private static final int BROKEN_PIPE = 32;

    @Test
    void aWaitThatIsOverIsSaidInWords() {
        assertThat(new Libc.Failure("recvmsg", AGAIN)).hasMessage("the other process took too long for an answer");
    }

    @Test
    void ofOthersTheNumberIsTold() {
        assertThat(new Libc.Failure("sendmsg", BROKEN_PIPE)).hasMessage("sendmsg failed with errno 32");
    }
}
