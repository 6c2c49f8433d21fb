package io.zentinelproxy.core.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** ClientHellos as octets, put together by hand. */
final class Hellos {
    private final ByteArrayOutputStream extensions = new ByteArrayOutputStream();
    private List<Integer> suites = List.of(0x1301);

    Hellos suites(Integer... numbers) {
        suites = List.of(numbers);
        return this;
    }

    Hellos extension(int type, byte... content) {
        extensions.writeBytes(vector16(type, content));
        return this;
    }

    Hellos serverName(String name) {
        byte[] octets = name.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        list.write(0);
        list.writeBytes(u16(octets.length));
        list.writeBytes(octets);
        return extension(0, sized16(list.toByteArray()));
    }

    Hellos protocols(String... names) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (String name : names) {
            list.write(name.length());
            list.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
        }
        return extension(16, sized16(list.toByteArray()));
    }

    Hellos signatures(Integer... numbers) {
        return extension(13, sized16(numbers(List.of(numbers))));
    }

    Hellos versions(Integer... numbers) {
        byte[] octets = numbers(List.of(numbers));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(octets.length);
        content.writeBytes(octets);
        return extension(43, content.toByteArray());
    }

    /** The message behind its type and length. */
    byte[] body() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {3, 3});
        body.writeBytes(new byte[32]);
        body.write(0);
        body.writeBytes(sized16(numbers(suites)));
        body.writeBytes(new byte[] {1, 0});
        body.writeBytes(sized16(extensions.toByteArray()));
        return body.toByteArray();
    }

    /** With type and length. */
    byte[] message() {
        byte[] body = body();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(1);
        message.write(body.length >> 16);
        message.writeBytes(u16(body.length & 0xffff));
        message.writeBytes(body);
        return message.toByteArray();
    }

    /** Cut into records of this size. */
    static byte[] records(byte[] message, int size) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += size) {
            int length = Math.min(size, message.length - at);
            records.writeBytes(new byte[] {22, 3, 1});
            records.writeBytes(u16(length));
            records.write(message, at, length);
        }
        return records.toByteArray();
    }

    private static byte[] numbers(List<Integer> numbers) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        numbers.forEach(number -> octets.writeBytes(u16(number)));
        return octets.toByteArray();
    }

    private static byte[] vector16(int type, byte[] content) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(u16(type));
        octets.writeBytes(sized16(content));
        return octets.toByteArray();
    }

    private static byte[] sized16(byte[] content) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(u16(content.length));
        octets.writeBytes(content);
        return octets.toByteArray();
    }

    private static byte[] u16(int number) {
        return new byte[] {(byte) (number >> 8), (byte) number};
    }
}
