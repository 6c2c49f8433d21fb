package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.StatusPhrase;

/** What a page may tell of an error. Nothing of it was written by the client but the request's id, which is a token. */
record ErrorFacts(int status, String title, String message, String reason, String requestId) {
    static ErrorFacts of(Fault fault, String message, String requestId) {
        return new ErrorFacts(fault.status(), StatusPhrase.of(fault.status()), message, fault.reason(), requestId);
    }

    /** The value that a template asks for by this name. */
    String named(String name) {
        return switch (name) {
            case "status" -> String.valueOf(status);
            case "title" -> title;
            case "message" -> message;
            case "reason" -> reason;
            case "request_id" -> requestId;
            default -> throw new IllegalStateException("no such placeholder: " + name);
        };
    }
}
