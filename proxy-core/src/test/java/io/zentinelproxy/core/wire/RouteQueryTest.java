package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.TwoOrigins.where;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RunningProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Routes by parameters of the query; the original reads this condition and never matches it. */
class RouteQueryTest {
    private final TwoOrigins origins = new TwoOrigins();

    @AfterEach
    void close() {
        origins.close();
    }

    @Test
    void aParameterMustBePresentWithItsValue() {
        try (RunningProxy proxy = origins.withMatches("query-param \"v\" \"2\"")) {
            assertThat(where(proxy, Messages.get("/?v=2"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/a?x=1&v=2&y"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/?v=1&v=2"))).isEqualTo("chosen");
            for (String target :
                    new String[] {"/", "/?", "/?v", "/?v=", "/?v=22", "/?V=2", "/?xv=2", "/?x=v=2", "/v=2"}) {
                assertThat(where(proxy, Messages.get(target))).as(target).isEqualTo("other");
            }
        }
    }

    @Test
    void aParameterWithoutValueMustOnlyBePresent() {
        try (RunningProxy proxy = origins.withMatches("query-param \"debug\"")) {
            assertThat(where(proxy, Messages.get("/?debug"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/?debug="))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/?a=b&debug=1"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/?debug2"))).isEqualTo("other");
            assertThat(where(proxy, Messages.get("/?a=debug"))).isEqualTo("other");
        }
    }

    @Test
    void namesAndValuesAreComparedAsTheyAreMeant() {
        try (RunningProxy proxy = origins.withMatches("query-param \"first name\" \"Jörg & co\"")) {
            assertThat(where(proxy, Messages.get("/?first+name=J%C3%B6rg+%26+co")))
                    .isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/?%66irst%20name=J%c3%b6rg%20%26%20co")))
                    .isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/?first+name=J%C3%B6rg+&+co")))
                    .isEqualTo("other");
            assertThat(where(proxy, Messages.get("/?first+name=J%F6rg+%26+co"))).isEqualTo("other");
        }
    }

    /** A sign that begins no escape is itself; it is passed on as it came either way. */
    @Test
    void aBrokenEscapeIsItself() {
        try (RunningProxy proxy = origins.withMatches("query-param \"p\" \"100%\"")) {
            assertThat(where(proxy, Messages.get("/?p=100%25"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/?p=100%2"))).isEqualTo("other");
            assertThat(where(proxy, Messages.get("/?p=100%zz"))).isEqualTo("other");
        }
    }

    @Test
    void allParametersMustBePresent() {
        try (RunningProxy proxy = origins.withMatches("query-param \"a\" \"1\"; query-param \"b\"")) {
            assertThat(where(proxy, Messages.get("/?b&a=1"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/?a=1"))).isEqualTo("other");
            assertThat(where(proxy, Messages.get("/?b"))).isEqualTo("other");
        }
    }
}
