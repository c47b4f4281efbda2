package tandem.os.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few functions of the C library this module calls. Each returns the function's result or,
 * where the function failed, the negated error number; nothing is thrown for the environment's
 * failures here. For use inside this module only.
 */
public final class Libc {
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int AF_NETLINK = 16;
  public static final int AF_PACKET = 17;
  public static final int SOCK_RAW = 3;
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int SOL_SOCKET = 1;
  public static final short POLLIN = 1;
  public static final int MSG_DONTWAIT = 0x40;
  public static final int CLONE_NEWNET = 0x40000000;
  public static final int CLOCK_MONOTONIC_COARSE = 6;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  // One capture buffer per thread for ever: nothing is allocated on a hot path.
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURE));

  private static final MethodHandle SOCKET = function("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = function("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SENDTO =
      longFunction("sendto", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECVFROM =
      longFunction("recvfrom", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle POLL = function("poll", ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = function("close", JAVA_INT);
  private static final MethodHandle EVENTFD = function("eventfd", JAVA_INT, JAVA_INT);
  private static final MethodHandle WRITE = longFunction("write", JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle OPEN = function("open", ADDRESS, JAVA_INT);
  private static final MethodHandle SETNS = function("setns", JAVA_INT, JAVA_INT);
  private static final MethodHandle KILL = function("kill", JAVA_INT, JAVA_INT);
  private static final MethodHandle SCHED_SETSCHEDULER =
      function("sched_setscheduler", JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle SCHED_GETSCHEDULER = function("sched_getscheduler", JAVA_INT);
  private static final MethodHandle MLOCKALL = function("mlockall", JAVA_INT);
  private static final MethodHandle CLOCK_GETRES = function("clock_getres", JAVA_INT, ADDRESS);
  private static final MethodHandle IF_NAMETOINDEX = function("if_nametoindex", ADDRESS);

  private static final MethodHandle IOCTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("ioctl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(2));

  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(1));

  private Libc() {}

  /** A system call that the C library has no function for, by its number on this architecture. */
  public static int syscall(long number, long a, long b, long c, long d) {
    try {
      MemorySegment state = STATE.get();
      return result((long) SYSCALL.invokeExact(state, number, a, b, c, d), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  public static int socket(int domain, int type, int protocol) {
    try {
      MemorySegment state = STATE.get();
      return result((int) SOCKET.invokeExact(state, domain, type, protocol), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  public static int bind(int fd, MemorySegment address) {
    try {
      MemorySegment state = STATE.get();
      return result((int) BIND.invokeExact(state, fd, address, (int) address.byteSize()), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  public static int setsockopt(int fd, int level, int option, MemorySegment value) {
    try {
      MemorySegment state = STATE.get();
      int size = (int) value.byteSize();
      return result((int) SETSOCKOPT.invokeExact(state, fd, level, option, value, size), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  /** Sends {@code buffer} whole, to {@code address} or, if it is {@code NULL}, where bound. */
  public static int sendto(int fd, MemorySegment buffer, int flags, MemorySegment address) {
    try {
      MemorySegment state = STATE.get();
      return result(
          (long)
              SENDTO.invokeExact(
                  state, fd, buffer, buffer.byteSize(), flags, address, (int) address.byteSize()),
          state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  /** Receives into {@code buffer}; {@code address} and its length may be {@code NULL}. */
  public static int recvfrom(
      int fd, MemorySegment buffer, int flags, MemorySegment address, MemorySegment length) {
    try {
      MemorySegment state = STATE.get();
      return result(
          (long) RECVFROM.invokeExact(state, fd, buffer, buffer.byteSize(), flags, address, length),
          state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  /** Blocks; {@code millis} below zero means for ever. */
  public static int poll(MemorySegment fds, int count, int millis) {
    try {
      MemorySegment state = STATE.get();
      return result((int) POLL.invokeExact(state, fds, (long) count, millis), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  public static int close(int fd) {
    try {
      MemorySegment state = STATE.get();
      return result((int) CLOSE.invokeExact(state, fd), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  public static int ioctl(int fd, long request, MemorySegment argument) {
    try {
      MemorySegment state = STATE.get();
      return result((int) IOCTL.invokeExact(state, fd, request, argument), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  public static int eventfd() {
    try {
      MemorySegment state = STATE.get();
      return result((int) EVENTFD.invokeExact(state, 0, SOCK_CLOEXEC), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  public static int write(int fd, MemorySegment bytes) {
    try {
      MemorySegment state = STATE.get();
      return result((long) WRITE.invokeExact(state, fd, bytes, bytes.byteSize()), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  /** Opens for reading only. */
  public static int open(String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = STATE.get();
      return result((int) OPEN.invokeExact(state, arena.allocateFrom(path), SOCK_CLOEXEC), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  public static int setns(int fd, int type) {
    try {
      MemorySegment state = STATE.get();
      return result((int) SETNS.invokeExact(state, fd, type), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  /** A {@code pid} below zero names a process group. */
  public static int kill(int pid, int signal) {
    try {
      MemorySegment state = STATE.get();
      return result((int) KILL.invokeExact(state, pid, signal), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  /** Thread 0 is the calling one. */
  public static int schedule(int thread, int policy, int priority) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = STATE.get();
      MemorySegment parameter = arena.allocateFrom(JAVA_INT, priority);
      return result((int) SCHED_SETSCHEDULER.invokeExact(state, thread, policy, parameter), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  /** The policy of a thread, without its priority. */
  public static int scheduler(int thread) {
    try {
      MemorySegment state = STATE.get();
      return result((int) SCHED_GETSCHEDULER.invokeExact(state, thread), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  public static int mlockall(int flags) {
    try {
      MemorySegment state = STATE.get();
      return result((int) MLOCKALL.invokeExact(state, flags), state);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  /** The resolution of a clock in nanoseconds, or the negated error number. */
  public static long clockResolution(int clock) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = STATE.get();
      MemorySegment time = arena.allocate(JAVA_LONG, 2);
      int done = result((int) CLOCK_GETRES.invokeExact(state, clock, time), state);
      return done < 0
          ? done
          : time.getAtIndex(JAVA_LONG, 0) * 1_000_000_000L + time.getAtIndex(JAVA_LONG, 1);
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  /** The index of an interface in the calling thread's network namespace; 0 if there is none. */
  public static int interfaceIndex(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) IF_NAMETOINDEX.invokeExact(STATE.get(), arena.allocateFrom(name));
    } catch (Throwable bug) {
      throw bug(bug);
    }
  }

  private static int result(int returned, MemorySegment state) {
    return returned < 0 ? -(int) ERRNO.get(state, 0L) : returned;
  }

  private static int result(long returned, MemorySegment state) {
    return returned < 0 ? -(int) ERRNO.get(state, 0L) : (int) returned;
  }

  private static MethodHandle function(String name, ValueLayout... arguments) {
    return handle(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private static MethodHandle longFunction(String name, ValueLayout... arguments) {
    return handle(name, FunctionDescriptor.of(JAVA_LONG, arguments));
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  private static IllegalStateException bug(Throwable cause) {
    return new IllegalStateException("a foreign call was made with wrong types", cause);
  }
}
