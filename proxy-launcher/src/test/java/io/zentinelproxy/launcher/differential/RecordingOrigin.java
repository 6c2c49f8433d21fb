package io.zentinelproxy.launcher.differential;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The strictest of the origins: keeps the octets it was sent, and takes only what the narrowest reading of RFC 9112 allows. */
final class RecordingOrigin implements Origin {
    private static final Pattern HEAD = Pattern.compile(
            "([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([\\x21-\\x7e]+) HTTP/1\\.1\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]++:[\\t\\x20-\\x7e\\x80-\\xff]*+\r\n)*)\r\n");
    private static final Pattern FRAMING =
            Pattern.compile("(?im)^(Content-Length|Transfer-Encoding|Host):[ \\t]*(.*?)[ \\t]*\r\n");

    private static final Pattern TRAILER =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t\\x20-\\x7e\\x80-\\xff]*\r\n");

    private final ServerSocket server;
    private final AtomicLong seen = new AtomicLong();

    private final boolean knowsCodings;

    RecordingOrigin() throws IOException {
        this(true);
    }

    /** @param knowsCodings false for one of another century, which would need requests smuggled into it */
    RecordingOrigin(boolean knowsCodings) throws IOException {
        this.knowsCodings = knowsCodings;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean goesOn = true;
            while (goesOn) {
                StringBuilder octets = new StringBuilder();
                String answer;
                try {
                    answer = "200 OK\r\n" + Understood.FIELD + ": "
                            + request(in, octets).line();
                } catch (IllegalArgumentException notHttp) {
                    goesOn = false;
                    answer = "400 Bad Request\r\nServer: strict\r\nConnection: close";
                }
                String text = "HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n";
                socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException | UncheckedIOException closed) {
            // The proxy let go of the connection.
        }
    }

    private Understood request(InputStream in, StringBuilder octets) throws IOException {
        until("\r\n\r\n", in, octets);
        Matcher head = HEAD.matcher(octets);
        require(head.matches());
        String length = null;
        String coding = null;
        String host = null;
        Matcher field = FRAMING.matcher(head.group(3));
        while (field.find()) {
            switch (field.group(1).toLowerCase(java.util.Locale.ROOT)) {
                case "host" -> host = once(host, field.group(2));
                case "content-length" -> length = once(length, field.group(2));
                default -> coding = once(coding, field.group(2));
            }
        }
        require(length == null || coding == null);
        String content = coding != null && knowsCodings ? chunks(coding, in, octets) : fixed(length, in, octets);
        byte[] octetsOfContent = content.getBytes(StandardCharsets.ISO_8859_1);
        String target = head.group(2);
        String shownHost = host == null ? "-" : host;
        return Understood.of(head.group(1), target, "-", shownHost, octetsOfContent, seen.incrementAndGet());
    }

    private static String once(String before, String value) {
        require(before == null);
        return value;
    }

    private static String fixed(String length, InputStream in, StringBuilder octets) throws IOException {
        if (length == null) {
            return "";
        }
        require(length.matches("0|[1-9][0-9]{0,8}"));
        return take(Integer.parseInt(length), in, octets);
    }

    private static String chunks(String coding, InputStream in, StringBuilder octets) throws IOException {
        require(coding.equals("chunked"));
        StringBuilder content = new StringBuilder();
        while (true) {
            String line = until("\r\n", in, octets);
            require(line.matches("[0-9a-f]{1,8}\r\n"));
            int size = Integer.parseInt(line.strip(), 16);
            if (size == 0) {
                break;
            }
            content.append(take(size, in, octets));
            require(until("\r\n", in, octets).equals("\r\n"));
        }
        String trailer = until("\r\n", in, octets);
        while (!trailer.equals("\r\n")) {
            require(TRAILER.matcher(trailer).matches());
            trailer = until("\r\n", in, octets);
        }
        return content.toString();
    }

    private static String until(String end, InputStream in, StringBuilder octets) throws IOException {
        int start = octets.length();
        while (octets.length() - start < end.length() || octets.indexOf(end, octets.length() - end.length()) < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("closed");
            }
            octets.append((char) octet);
        }
        return octets.substring(start);
    }

    private static String take(int length, InputStream in, StringBuilder octets) throws IOException {
        byte[] taken = in.readNBytes(length);
        String text = new String(taken, StandardCharsets.ISO_8859_1);
        octets.append(text);
        if (taken.length < length) {
            throw new IOException("closed");
        }
        return text;
    }

    private static void require(boolean good) {
        if (!good) {
            throw new IllegalArgumentException("no request by RFC 9112");
        }
    }

    @Override
    public String name() {
        return "recorder";
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
