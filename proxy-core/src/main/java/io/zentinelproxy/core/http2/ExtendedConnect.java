package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.http.WebSocketKey;

/**
 * WebSocket over a stream (RFC 8441). Between a client's stream and an origin's a request is what it is in HTTP/1.1, a GET that asks for an
 * upgrade, so that routes, filters and origins of either version know one kind only: with a key that HTTP/2 has no use for, and an
 * answer to it that nobody sees who did not ask.
 */
final class ExtendedConnect {
    static final byte[] WEBSOCKET = Ascii.octets("websocket");
    static final byte[] CONNECT = Ascii.octets("CONNECT");

    /** What 101 is called in HTTP/2 (RFC 8441 section 5). */
    static final int ACCEPTED = 200;

    static final int SWITCHING = 101;

    /** As short as the method that the client has said is long, or shorter. */
    private static final byte[] GET = Ascii.octets("GET");

    private ExtendedConnect() {}

    /** Of a client: makes it a GET, where CONNECT stands. */
    static void asGet(RequestHead head, byte[] octets, int method) {
        System.arraycopy(GET, 0, octets, method, GET.length);
        head.method(method, method + GET.length);
    }

    /** Of a client: asks for the upgrade, once the fields of the connection are gone. */
    static void askForUpgrade(Fields request) {
        request.add(FieldName.UPGRADE, WEBSOCKET);
        WebSocketKey.addTo(request);
    }

    /** To a client: takes away what only HTTP/1.1 says in a 101. */
    static void accept(ResponseHead response) {
        response.fields().remove(FieldName.UPGRADE);
        WebSocketKey.removeFrom(response.fields(), WebSocketKey.ANSWER);
    }

    /**
     * To an origin: that the request can be told in HTTP/2, where its key is left out and so is for us to judge.
     *
     * @throws ClientFault BAD_UPGRADE where it has no key, or not one alone
     * @throws UpstreamFault HTTP1_REQUIRED where the origin has not said that it takes it (RFC 8441 section 3)
     */
    static void check(RequestHead request, PeerSettings origin) throws ClientFault, UpstreamFault {
        if (!WebSocketKey.isOneIn(request.fields())) {
            throw new ClientFault(ClientFault.Kind.BAD_UPGRADE);
        }
        if (!origin.connectProtocol()) {
            throw new UpstreamFault(UpstreamFault.Kind.HTTP1_REQUIRED);
        }
    }

    /** Of an origin: makes its 200 the 101 that was asked for. */
    static void asSwitching(ResponseHead response, RequestHead request) {
        response.status(SWITCHING);
        response.fields().add(FieldName.UPGRADE, WEBSOCKET);
        WebSocketKey.answer(request.fields(), response.fields());
    }
}
