package tandem.lab.wire;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
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
 * The few system calls the lab needs and Java does not offer. A call that fails throws {@link
 * IOException} with the call's name and errno.
 */
final class Libc {

  static final int EINTR = 4;
  static final int EAGAIN = 11;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.global().allocate(STATE));

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  static final MethodHandle OPEN = variadic("open", FunctionDescriptor.of(INT, POINTER, INT));
  static final MethodHandle CLOSE = bind("close", FunctionDescriptor.of(INT, INT));
  static final MethodHandle SETNS = bind("setns", FunctionDescriptor.of(INT, INT, INT));
  static final MethodHandle KILL = bind("kill", FunctionDescriptor.of(INT, INT, INT));
  static final MethodHandle SOCKET = bind("socket", FunctionDescriptor.of(INT, INT, INT, INT));
  static final MethodHandle BIND = bind("bind", FunctionDescriptor.of(INT, INT, POINTER, INT));
  static final MethodHandle INDEX = bind("if_nametoindex", FunctionDescriptor.of(INT, POINTER));
  static final MethodHandle SETSOCKOPT =
      bind("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, INT));
  static final MethodHandle RECV =
      bind("recv", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT));
  static final MethodHandle SEND =
      bind("send", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT));

  private Libc() {}

  private static MethodHandle bind(String name, FunctionDescriptor shape) {
    return handle(name, shape, Linker.Option.captureCallState("errno"));
  }

  private static MethodHandle variadic(String name, FunctionDescriptor shape) {
    return handle(
        name,
        shape,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(shape.argumentLayouts().size()));
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    MemorySegment symbol = LINKER.defaultLookup().find(name).orElseThrow();
    return LINKER.downcallHandle(symbol, shape, options);
  }

  /** The calling thread's place for errno, to be passed first to every handle. */
  static MemorySegment captured() {
    return CAPTURED.get();
  }

  static int errno() {
    return (int) ERRNO.get(CAPTURED.get(), 0L);
  }

  /** Gives {@code result} back, or throws when it is negative. */
  static long check(String call, long result) throws IOException {
    if (result < 0) {
      throw new IOException(call + " failed: errno " + errno());
    }
    return result;
  }

  static IllegalStateException impossible(Throwable cause) {
    return new IllegalStateException("a system call could not be made", cause);
  }
}
