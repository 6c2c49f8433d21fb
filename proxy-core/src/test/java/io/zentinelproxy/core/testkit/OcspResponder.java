package io.zentinelproxy.core.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The responder of OCSP of an authority: {@code openssl ocsp}, which says of one certificate that it is good. */
public final class OcspResponder implements AutoCloseable {
    private final Process process;

    private OcspResponder(Process process) {
        this.process = process;
    }

    /** Answers at this port of the loopback address when this returns. */
    static OcspResponder start(Path folder, int port, TestIdentity authority, BigInteger good) {
        try {
            // The index of `openssl ca`: valid, until, not revoked, serial, file, subject.
            String serial = good.toString(16).toUpperCase(java.util.Locale.ROOT);
            Path index = Files.writeString(
                    folder.resolve("index.txt"),
                    "V\t491231235959Z\t\t" + (serial.length() % 2 == 0 ? serial : "0" + serial)
                            + "\tunknown\t/CN=good\n");
            Process process = new ProcessBuilder(
                            "openssl",
                            "ocsp",
                            "-port",
                            Integer.toString(port),
                            "-index",
                            index.toString(),
                            "-CA",
                            authority.certificate().toString(),
                            "-rsigner",
                            authority.certificate().toString(),
                            "-rkey",
                            authority.key().toString(),
                            "-nmin",
                            "10")
                    .redirectErrorStream(true)
                    .start();
            awaitReady(process);
            return new OcspResponder(process);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void awaitReady(Process process) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.contains("aiting for OCSP client connections")) {
                return;
            }
        }
        throw new AssertionError("openssl ocsp has ended");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
