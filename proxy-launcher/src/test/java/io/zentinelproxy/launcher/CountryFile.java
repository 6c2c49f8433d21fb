package io.zentinelproxy.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The smallest database of countries there is: IP2Location's, of one row, by which all of IPv4 is in Sweden. */
public final class CountryFile {
    private static final int HEADER = 32;
    private static final int ROW = 8;

    private CountryFile() {}

    public static Path write(Path file) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(HEADER + ROW + 3).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {1, 2, 26, 11, 1}).putInt(1).putInt(HEADER + 1);
        out.put(29, (byte) 1);
        out.position(HEADER);
        out.putInt(0).putInt(HEADER + ROW).put(new byte[] {2, 'S', 'E'});
        return Files.write(file, out.array());
    }
}
