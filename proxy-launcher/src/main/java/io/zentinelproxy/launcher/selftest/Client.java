package io.zentinelproxy.launcher.selftest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One client connection: sends what it is told and reads the final response. Knows only as much HTTP/1.1 as that takes. Not for
 * several threads at once.
 */
final class Client implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int MAX_HEAD_OCTETS = 64 << 10;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding: *chunked\r\n");

    private final Socket socket;
    private final InputStream in;

    private Client(Socket socket) throws IOException {
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream());
    }

    static Client connect(Peer peer) throws IOException {
        Socket socket = new Socket();
        socket.connect(peer.address(), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return new Client(peer.over(socket));
    }

    /** Sends the octets of a request, and reads past interim responses to the final one. */
    Answer exchange(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        String head = head();
        while (status(head) < 200) {
            head = head();
        }
        boolean none = request.startsWith("HEAD ") || status(head) == 204 || status(head) == 304;
        return new Answer(status(head), head, none ? "" : content(head));
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            head.append((char) octet());
            if (head.length() > MAX_HEAD_OCTETS) {
                throw new IOException("a response head over " + MAX_HEAD_OCTETS + " octets");
            }
        }
        return head.toString();
    }

    /** Of "HTTP/1.1 200 OK". */
    private static int status(String head) {
        return Integer.parseInt(head, 9, 12, 10);
    }

    private String content(String head) throws IOException {
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            return octets(Integer.parseInt(length.group(1)));
        }
        return CHUNKED.matcher(head).find() ? chunks() : new String(in.readAllBytes(), ISO_8859_1);
    }

    private String chunks() throws IOException {
        StringBuilder content = new StringBuilder();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            content.append(octets(size));
            line();
        }
        while (!line().isEmpty()) {
            // A trailer field.
        }
        return content.toString();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = octet(); octet != '\n'; octet = octet()) {
            line.append((char) octet);
        }
        return line.substring(0, line.length() - 1);
    }

    private String octets(int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException("the response ended after " + octets.length + " octets of " + count);
        }
        return new String(octets, ISO_8859_1);
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the connection ended within a response");
        }
        return octet;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
