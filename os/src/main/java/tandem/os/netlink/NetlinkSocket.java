package tandem.os.netlink;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.Consumer;
import tandem.os.libc.Errno;
import tandem.os.libc.Libc;
import tandem.os.libc.NativeSocket;
import tandem.os.libc.OsException;

/**
 * One netlink socket: requests with acknowledgement, dumps, and subscription to the kernel's
 * events. A request is answered by the kernel within the system call, so nothing here waits longer
 * than the kernel works; an answer that is missing after {@value #ANSWER_MILLIS} ms is an error.
 * Not thread-safe: the owner locks.
 */
public final class NetlinkSocket implements AutoCloseable {
  public static final int ROUTE = 0;
  public static final int NETFILTER = 12;

  public static final int REQUEST = 0x1;
  public static final int ACK = 0x4;
  public static final int DUMP = 0x300;
  public static final int REPLACE = 0x100;
  public static final int CREATE = 0x400;
  public static final int APPEND = 0x800;

  private static final int ANSWER_MILLIS = 2000;
  private static final int NOOP = 1;
  private static final int ERROR = 2;
  private static final int DONE = 3;
  private static final int FLAG_ACK_TLVS = 0x200;
  private static final int FLAG_DUMP_INTERRUPTED = 0x10;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int NETLINK_GET_STRICT_CHK = 12;
  private static final int DUMP_ATTEMPTS = 5;

  private final NativeSocket socket;
  private final MessageWriter writer;
  private int sequence;
  private int firstOfBatch = 1;

  /**
   * Opens the socket in the calling thread's network namespace.
   *
   * @param groups bit mask of the event groups to join; 0 for none
   */
  public NetlinkSocket(int protocol, int groups) throws OsException {
    socket = new NativeSocket("netlink socket", Libc.AF_NETLINK, Libc.SOCK_RAW, protocol);
    writer = new MessageWriter(socket.out());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(12, 4);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) Libc.AF_NETLINK);
      address.set(ValueLayout.JAVA_INT, 8, groups);
      socket.bind(address);
      socket.optionIfKnown(SOL_NETLINK, NETLINK_CAP_ACK, 1);
      socket.optionIfKnown(SOL_NETLINK, NETLINK_EXT_ACK, 1);
      socket.optionIfKnown(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
    } catch (OsException refused) {
      socket.close();
      throw refused;
    }
  }

  /** Empties the buffer of messages; write the next messages into the returned writer. */
  public MessageWriter start() {
    writer.reset();
    firstOfBatch = sequence + 1;
    return writer;
  }

  /** Ends the message that is being written. */
  public void end() {
    writer.end(++sequence);
  }

  /**
   * Sends what was written and waits for the acknowledgement of the last message that asked for
   * one.
   *
   * @param acknowledged how many messages before the end of the batch the acknowledged one stands;
   *     0 for the last
   * @throws OsException with the first error any message of the batch met
   */
  public void execute(String operation, int acknowledged) throws OsException {
    socket.send(operation, writer.length());
    int awaited = sequence - acknowledged;
    boolean answered = false;
    while (!answered) {
      answered = readAnswer(operation, awaited);
    }
  }

  /** Sends what was written, with one message, and waits for its acknowledgement. */
  public void execute(String operation) throws OsException {
    execute(operation, 0);
  }

  /**
   * Sends the one dump request that was written and hands every answer to {@code consumer}. A dump
   * that the kernel reports as interrupted by a change is made again by the caller's {@code
   * request}; the consumer must forget what it has seen when {@code restart} runs.
   */
  public void dump(String operation, Dump dump) throws OsException {
    for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
      dump.restart();
      dump.request(start());
      end();
      socket.send(operation, writer.length());
      if (readDump(operation, dump::answer)) {
        return;
      }
    }
    throw new OsException(operation, Errno.EAGAIN, "the table changed while it was read");
  }

  /** One dump: how it is asked for and what becomes of the answers. */
  public interface Dump {
    void restart();

    void request(MessageWriter writer);

    void answer(MessageReader message);
  }

  /** Blocks for an event at most {@code millis}; see {@link NativeSocket#await}. */
  public NativeSocket.Readiness await(String operation, int millis) throws OsException {
    return socket.await(operation, millis);
  }

  /** Hands every event of the waiting datagrams to {@code consumer}; does not block. */
  public void events(String operation, Consumer<MessageReader> consumer) throws OsException {
    int received;
    while ((received = socket.receive(operation)) > 0) {
      forEach(received, consumer);
    }
  }

  public void receiveBuffer(int bytes) throws OsException {
    socket.receiveBuffer(bytes);
  }

  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public void close() {
    socket.close();
  }

  private boolean readAnswer(String operation, int awaited) throws OsException {
    int received = receive(operation);
    int offset = 0;
    Optional<MessageReader> next = MessageReader.at(socket.in(), offset, received);
    while (next.isPresent()) {
      MessageReader message = next.get();
      // Answers to an earlier batch that failed may still be in the queue.
      boolean ours = message.sequence() - firstOfBatch >= 0;
      if (message.type() == ERROR && ours) {
        throwIfError(operation, message);
        if (message.sequence() == awaited) {
          return true;
        }
      }
      offset += message.stride();
      next = MessageReader.at(socket.in(), offset, received);
    }
    return false;
  }

  private boolean readDump(String operation, Consumer<MessageReader> consumer) throws OsException {
    boolean consistent = true;
    while (true) {
      int received = receive(operation);
      int offset = 0;
      Optional<MessageReader> next = MessageReader.at(socket.in(), offset, received);
      while (next.isPresent()) {
        MessageReader message = next.get();
        if (message.sequence() == sequence) {
          consistent &= (message.flags() & FLAG_DUMP_INTERRUPTED) == 0;
          if (message.type() == DONE) {
            return consistent;
          }
          if (message.type() == ERROR) {
            throwIfError(operation, message);
            return consistent;
          }
          if (message.type() != NOOP) {
            consumer.accept(message);
          }
        }
        offset += message.stride();
        next = MessageReader.at(socket.in(), offset, received);
      }
    }
  }

  private void forEach(int received, Consumer<MessageReader> consumer) {
    int offset = 0;
    Optional<MessageReader> next = MessageReader.at(socket.in(), offset, received);
    while (next.isPresent()) {
      consumer.accept(next.get());
      offset += next.get().stride();
      next = MessageReader.at(socket.in(), offset, received);
    }
  }

  private int receive(String operation) throws OsException {
    int received = socket.receive(operation);
    if (received > 0) {
      return received;
    }
    if (socket.await(operation, ANSWER_MILLIS) != NativeSocket.Readiness.READABLE) {
      throw new OsException(operation, Errno.ETIMEDOUT);
    }
    return socket.receive(operation);
  }

  private static void throwIfError(String operation, MessageReader message) throws OsException {
    int error = message.i32(0);
    if (error != 0) {
      boolean explained = (message.flags() & FLAG_ACK_TLVS) != 0;
      // struct nlmsgerr: the error and the header of the refused message, 20 bytes.
      throw new OsException(operation, -error, explained ? message.text(20, 1).orElse("") : "");
    }
  }
}
