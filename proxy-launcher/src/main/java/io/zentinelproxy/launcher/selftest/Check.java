package io.zentinelproxy.launcher.selftest;

import org.jspecify.annotations.Nullable;

/**
 * A request and the answer that is right for it.
 *
 * @param request all octets of it, as Latin-1
 * @param status of the final response
 * @param part what its head or content must contain
 */
record Check(String name, String request, int status, String part) {

    /** Without content; the connection stays open. */
    static Check of(String name, String method, String target, int status, String part) {
        return new Check(name, request(method, target, ""), status, part);
    }

    /** With content of a length told beforehand. */
    static Check post(String name, String target, String content, int status, String part) {
        String request = request("POST", target, "Content-Length: " + content.length() + "\r\n") + content;
        return new Check(name, request, status, part);
    }

    /** @param fields whole field lines, each with its line end */
    static String request(String method, String target, String fields) {
        return method + " " + target + " HTTP/1.1\r\nHost: self-test.example\r\nAccept: application/json\r\n" + fields
                + "\r\n";
    }

    /** Why the answer is wrong; null when it is right. */
    @Nullable
    String wrong(Answer answer) {
        if (answer.status() != status) {
            return "status " + answer.status() + " instead of " + status;
        }
        boolean contained = answer.head().contains(part) || answer.content().contains(part);
        return contained ? null : "no \"" + part + "\" in head or content";
    }
}
