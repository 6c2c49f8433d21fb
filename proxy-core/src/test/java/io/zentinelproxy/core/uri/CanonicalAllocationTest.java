package io.zentinelproxy.core.uri;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zentinelproxy.core.bytes.Ascii;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every request has a path and an authority: bringing them into their form allocates nothing, once a head has its rooms. */
class CanonicalAllocationTest {
    private static final int READS = 10_000;

    private final CanonicalPath path = new CanonicalPath();
    private final CanonicalAuthority authority = new CanonicalAuthority();

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/api/users/17.html example.com:8080",
                "/.well-known/caf%C3%A9 [2001:db8::1]",
                "/a/../%61//{x};y=%40/b Example.com.:080",
                "/a;x/b;y/%40 [0:0::1]:80",
            })
    void nothingIsAllocated(String pathText, String authorityText) throws UriRefusal {
        byte[] target = Ascii.octets(pathText);
        byte[] host = Ascii.octets(authorityText);
        read(target, host, 100);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        read(target, host, READS);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("octets for %d reads", READS)
                .isLessThan(READS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"/api/users/17.html example.com:8080", "/.well-known/caf%C3%A9 [::1]"})
    void whatIsInItsFormIsNotCopied(String pathText, String authorityText) throws UriRefusal {
        byte[] target = Ascii.octets(pathText);
        byte[] host = Ascii.octets(authorityText);
        read(target, host, 1);
        assertThat(path.octets()).isSameAs(target);
        assertThat(path.names()).isSameAs(target);
        assertThat(authority.octets()).isSameAs(host);
    }

    private void read(byte[] target, byte[] host, int times) throws UriRefusal {
        for (int i = 0; i < times; i++) {
            path.read(target, 0, CanonicalPath.plainEnd(target, 0, target.length), target.length, PathLeniency.NONE);
            authority.read(host, 0, host.length, CanonicalAuthority.HTTP_PORT);
        }
    }
}
