package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.take;
import static io.zentinelproxy.security.redis.Questions.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.quota.Limiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two stores, as of two processes, with eight threads each that ask as fast as they can: the bound of a token bucket holds exactly. */
class SharedBucketTest {
    private static final int THREADS_OF_EACH = 8;

    private RedisServer server;
    private RedisStore one;
    private RedisStore other;

    @BeforeEach
    void open() {
        server = RedisServer.start();
        one = Questions.open(Questions.at(server.port()));
        other = Questions.open(Questions.at(server.port()));
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        server.close();
    }

    @Test
    void aBurstIsAdmittedToTheLastOneAndNotTwice() throws Exception {
        Limiter limiter = limiter("burst", 1, LONG, 1000);

        int admitted = together(store -> () -> {
            int taken = 0;
            while (take(store, limiter, "10.0.0.1")) {
                taken++;
            }
            return taken;
        });

        assertThat(admitted).isEqualTo(1000);
    }

    @Test
    void chargesOfOneDecisionAreTakenAsOne() throws Exception {
        Limiter wide = limiter("wide", 1, LONG, 1000);
        Limiter narrow = limiter("narrow", 1, LONG, 300);

        int admitted = together(store -> () -> {
            int taken = 0;
            for (int i = 0; i < 100; i++) {
                taken += take(store, charge(wide, "a", 1), charge(narrow, "a", 1)) ? 1 : 0;
            }
            return taken;
        });

        assertThat(admitted).isEqualTo(300);
        int left = 0;
        while (take(one, wide, "a")) {
            left++;
        }
        assertThat(left).as("what refused decisions did not take").isEqualTo(700);
    }

    private interface Task {
        Callable<Integer> at(RedisStore store);
    }

    private int together(Task task) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < THREADS_OF_EACH; i++) {
                all.add(threads.submit(task.at(one)));
                all.add(threads.submit(task.at(other)));
            }
            int sum = 0;
            for (Future<Integer> each : all) {
                sum += each.get();
            }
            return sum;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
