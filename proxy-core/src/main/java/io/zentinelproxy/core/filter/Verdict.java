package io.zentinelproxy.core.filter;

/** How a request goes on after a filter. */
public sealed interface Verdict {
    /** To the next filter, and from the last to the route's service. */
    Verdict CONTINUE = new Continue();

    /** The one instance is {@link #CONTINUE}. */
    record Continue() implements Verdict {}

    /** This answer is given; later request filters and the service are not asked. Response filters see it. */
    record Respond(LocalAnswer answer) implements Verdict {}
}
