package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spellings of one path are one path, to routes and to the origin: RFC 3986 sections 5.2.4 and 6.2.2. */
class CanonicalPathTest {

    private static AttackedProxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedProxy();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                // Unreserved characters are decoded, and nothing else.
                "/%61dmin /admin",
                "/%41%5A%7A%30%2D%2e%5f%7e /AZz0-._~",
                "/%7Euser /~user",
                "/a%2fb%3a 400",
                "/a%3ab%40%3B /a%3Ab%40%3B",
                // Hexadecimal digits are upper case.
                "/caf%c3%a9 /caf%C3%A9",
                "/%e2%82%ac/%f0%9f%98%80 /%E2%82%AC/%F0%9F%98%80",
                // Once only.
                "/%252e%252e/x /%252e%252e/x",
                "/%25%32%65 /%252e",
                // Dot segments, plain and encoded.
                "/a/./b /a/b",
                "/a/../b /b",
                "/a/b/.. /a/",
                "/a/b/../ /a/",
                "/a/. /a/",
                "/. /",
                "/a/.. /",
                "/a/%2e%2E/b /b",
                "/a/.%2e/b /b",
                "/a/%2e/b /a/b",
                "/a/b/c/./../../g /a/g",
                "/a/b/../../c/../d /d",
                "/... /...",
                "/a/..b/.c/d. /a/..b/.c/d.",
                "/.well-known/x /.well-known/x",
                // Empty segments.
                "//admin /admin",
                "/a//b///c /a/b/c",
                "/a/b// /a/b/",
                "/// /",
                "/a//../b /b",
                "/a/.//.././/b /b",
                // The slash at the end is kept as sent.
                "/a/ /a/",
                "/a /a",
                // What a path should not hold as it is.
                "/{a}|\"<>^`[b] /%7Ba%7D%7C%22%3C%3E%5E%60%5Bb%5D",
                // The query is the client's.
                "/%61?%61=/../b&%zz=%2f%00// /a?%61=/../b&%zz=%2f%00//",
                "/a/..?/../x /?/../x",
                "http://a.test/b/../%63?d /c?d",
                "http://a.test//b /b",
            })
    void originIsAskedForTheOneForm(String sent, String seen) {
        if (seen.equals("400")) {
            proxy.refuses(400, Messages.get(sent));
        } else {
            assertThat(proxy.takes(Messages.get(sent)).target()).isEqualTo(seen);
        }
    }

    /** The room in which a form is written is used again, also for shorter and longer ones. */
    @Test
    void requestsOnOneConnectionDoNotMix() {
        String longName = "x".repeat(5000);
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy one = RunningProxy.inFrontOf(origin);
                RawClient client = one.connect()) {
            for (String name : new String[] {"b", longName, "c", "{" + longName, "d"}) {
                client.send(Messages.get("/a/../%61//" + name + "?q=" + name.charAt(0)))
                        .read();
                client.send(Messages.get("/plain")).read();
            }
            assertThat(origin.requests().stream().map(request -> request.target()))
                    .containsExactly(
                            "/a/b?q=b",
                            "/plain",
                            "/a/" + longName + "?q=x",
                            "/plain",
                            "/a/c?q=c",
                            "/plain",
                            "/a/%7B" + longName + "?q={",
                            "/plain",
                            "/a/d?q=d",
                            "/plain");
        }
    }

    @Test
    void accessLogTellsTheTargetAsItWasSent(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy one = RunningProxy.inFrontOf(origin, log.as("json"));
                RawClient client = one.connect()) {
            client.send(Messages.get("/x/../%61?q")).read();
            assertThat(origin.onlyRequest().target()).isEqualTo("/a?q");
            assertThat(log.awaitOnlyLine().text("target")).isEqualTo("/x/../%61?q");
        }
    }
}
