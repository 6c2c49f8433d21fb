package io.zentinelproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.config.LoadedConfiguration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a process cannot be brought to from outside: an error of the JVM while a configuration is read. */
class ReloadingTest {
    private final List<String> told = new ArrayList<>();

    private final class Remembering implements Reloading.Target {
        @Override
        public void begin() {
            told.add("begin");
        }

        @Override
        public void follow(LoadedConfiguration next) {
            told.add("follow");
        }

        @Override
        public boolean isInForce(LoadedConfiguration loaded) {
            return false;
        }

        @Override
        public void stays() {
            told.add("stays");
        }

        @Override
        public void refuse(String why) {
            told.add("refuse " + why);
        }

        @Override
        public void end(String how) {
            told.add("end");
        }
    }

    @Test
    void anErrorOfTheJvmEndsOneReloadAndNotAllThatFollow() {
        List<Error> errors = new ArrayList<>(List.of(new LinkageError("first")));
        Reloading reloading = new Reloading(
                () -> {
                    if (!errors.isEmpty()) {
                        throw errors.removeFirst();
                    }
                    throw new IllegalStateException("read again");
                },
                new Remembering());
        assertThatThrownBy(reloading::reload).hasMessage("first");
        reloading.reload();
        assertThat(told).containsExactly("begin", "begin", "refuse java.lang.IllegalStateException: read again", "end");
    }
}
