package io.zentinelproxy.launcher.takeover;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

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
 * The calls of libc by which descriptors are passed and looked at. A call that fails throws an {@link IOException} with the name of the function
 * and its errno. Any thread; what waits occupies its carrier, so let a platform thread do it.
 *
 * <p>The constants are Linux's on x86-64 and AArch64.
 */
final class Libc {
    static final int SOL_SOCKET = 1;
    static final int SO_PEERCRED = 17;
    static final int SO_RCVTIMEO = 20;
    static final int SO_SNDTIMEO = 21;
    static final int SO_ACCEPTCONN = 30;
    static final int O_NONBLOCK = 0x800;

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int CLOEXEC = 0x80000;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int EINTR = 4;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final FunctionDescriptor INT_OF_INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
    private static final FunctionDescriptor INT_OF_THREE =
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final FunctionDescriptor NAME = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final FunctionDescriptor TO_NAME = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final FunctionDescriptor MESSAGE = FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);

    private final MethodHandle socket = function("socket", INT_OF_THREE);
    private final MethodHandle connect = function("connect", TO_NAME);
    private final MethodHandle close = function("close", INT_OF_INT);
    private final MethodHandle dup = function("dup3", INT_OF_THREE);
    private final MethodHandle control = function("fcntl", INT_OF_THREE, Linker.Option.firstVariadicArg(2));
    private final MethodHandle name = function("getsockname", NAME);
    private final MethodHandle option =
            function("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private final MethodHandle setOption =
            function("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private final MethodHandle send = function("sendmsg", MESSAGE);
    private final MethodHandle receive = function("recvmsg", MESSAGE);
    private final MethodHandle user = function("geteuid", FunctionDescriptor.of(JAVA_INT));

    /** A call that failed. */
    static final class Failure extends IOException {
        private static final long serialVersionUID = 1;
        private static final int NO_FILE = 2;
        private static final int REFUSED = 111;

        /** Nothing came, or could be sent, for as long as {@link Packets#patience} says. */
        private static final int AGAIN = 11;

        private final int errno;

        Failure(String function, int errno) {
            super(
                    errno == AGAIN
                            ? "the other process took too long for an answer"
                            : function + " failed with errno " + errno);
            this.errno = errno;
        }

        /** Whether nobody listens there. */
        boolean isNobody() {
            return errno == NO_FILE || errno == REFUSED;
        }
    }

    /** A call, whose first argument is the room for errno. */
    private interface Call {
        long make(MemorySegment state) throws Throwable;
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 1, more.length);
        options[0] = Linker.Option.captureCallState("errno");
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }

    private static long made(String function, Call call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            while (true) {
                long result = call.make(state);
                if (result >= 0) {
                    return result;
                }
                int errno = (int) ERRNO.get(state, 0L);
                if (errno != EINTR) {
                    throw new Failure(function, errno);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** A Unix socket. */
    int socket() throws IOException {
        return (int) made("socket", state -> (int) socket.invokeExact(state, AF_UNIX, SOCK_STREAM | CLOEXEC, 0));
    }

    void connect(int descriptor, MemorySegment address) throws IOException {
        int length = (int) address.byteSize();
        made("connect", state -> (int) connect.invokeExact(state, descriptor, address, length));
    }

    void close(int descriptor) {
        try {
            made("close", state -> (int) close.invokeExact(state, descriptor));
        } catch (IOException e) {
            // Linux releases it all the same.
        }
    }

    /** Puts what one descriptor stands for in the place of another, in one step. */
    void replace(int descriptor, int by) throws IOException {
        made("dup3", state -> (int) dup.invokeExact(state, by, descriptor, CLOEXEC));
    }

    boolean isNonBlocking(int descriptor) throws IOException {
        return (made("fcntl", state -> (int) control.invokeExact(state, descriptor, F_GETFL, 0)) & O_NONBLOCK) != 0;
    }

    void block(int descriptor) throws IOException {
        int flags = (int) made("fcntl", state -> (int) control.invokeExact(state, descriptor, F_GETFL, 0));
        made("fcntl", state -> (int) control.invokeExact(state, descriptor, F_SETFL, flags & ~O_NONBLOCK));
    }

    /** Writes where a socket is bound into the first, its length into the second, which holds the room before. */
    void name(int descriptor, MemorySegment address, MemorySegment length) throws IOException {
        made("getsockname", state -> (int) name.invokeExact(state, descriptor, address, length));
    }

    void option(int descriptor, int which, MemorySegment value, MemorySegment length) throws IOException {
        made("getsockopt", state -> (int) option.invokeExact(state, descriptor, SOL_SOCKET, which, value, length));
    }

    void setOption(int descriptor, int which, MemorySegment value) throws IOException {
        int length = (int) value.byteSize();
        made("setsockopt", state -> (int) setOption.invokeExact(state, descriptor, SOL_SOCKET, which, value, length));
    }

    /** Octets sent, which may be fewer than there are. */
    int send(int descriptor, MemorySegment message) throws IOException {
        return (int) made("sendmsg", state -> (long) send.invokeExact(state, descriptor, message, MSG_NOSIGNAL));
    }

    /** Octets received; 0 at the end. */
    int receive(int descriptor, MemorySegment message) throws IOException {
        return (int) made("recvmsg", state -> (long) receive.invokeExact(state, descriptor, message, MSG_CMSG_CLOEXEC));
    }

    int user() throws IOException {
        return (int) made("geteuid", state -> (int) user.invokeExact(state));
    }
}
