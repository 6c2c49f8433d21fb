package io.zentinelproxy.launcher.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Datagrams to a Unix-domain socket, by libc: the JDK's DatagramChannel does not know this protocol family. The one socket is made at
 * the start and kept for the life of the process, so that a process without a descriptor left can still say that it is alive. Any thread; a send waits while the
 * receiver's queue is full.
 *
 * <p>The constants are Linux's on x86-64 and AArch64.
 */
final class UnixDatagrams implements Notifications {
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final SocketAddress address;
    private final MethodHandle sendTo;
    private final int descriptor;

    /**
     * Opens a socket to send to a name.
     *
     * @throws IOException when the name is none of a socket, or there is no descriptor
     * @throws IllegalCallerException when this JVM lets nobody call native functions
     */
    UnixDatagrams(String name) throws IOException {
        address = SocketAddress.of(name, Arena.ofAuto());
        MethodHandle socket = function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        sendTo = function(
                "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
        descriptor = open(socket);
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        MemorySegment function = linker.defaultLookup().findOrThrow(name);
        return linker.downcallHandle(function, descriptor, Linker.Option.captureCallState("errno"));
    }

    private static int open(MethodHandle socket) throws IOException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment state = call.allocate(CALL_STATE);
            int made = (int) socket.invokeExact(state, (int) SocketAddress.AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            return (int) checked("socket", made, state);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void send(String assignments) throws IOException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment state = call.allocate(CALL_STATE);
            MemorySegment octets = call.allocateFrom(JAVA_BYTE, assignments.getBytes(UTF_8));
            long sent = (long) sendTo.invokeExact(
                    state, descriptor, octets, octets.byteSize(), MSG_NOSIGNAL, address.octets(), address.length());
            checked("sendto", sent, state);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static long checked(String function, long result, MemorySegment state) throws IOException {
        if (result < 0) {
            throw new IOException(function + " failed with errno " + (int) ERRNO.get(state, 0L));
        }
        return result;
    }
}
