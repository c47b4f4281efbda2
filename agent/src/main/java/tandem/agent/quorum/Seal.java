package tandem.agent.quorum;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Message;
import org.jgroups.PhysicalAddress;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.stack.Protocol;
import org.jgroups.util.ByteArray;
import org.jgroups.util.FastArray;
import org.jgroups.util.MessageBatch;
import org.jgroups.util.Util;

/**
 * Encrypts and authenticates every message between voters, headers included, by AES-256-GCM under a
 * key derived from the group's secret. The engine's own SYM_ENCRYPT leaves headers in the clear and
 * lets a message without payload pass unauthenticated; terms, votes and acknowledgements are just
 * that. Stands right above the transport, so that discovery and heartbeats are sealed too.
 *
 * <p>{@code sealed = run:8 count:4 ciphertext tag:16}; a run is drawn at random at each start and
 * whenever the count is used up, so that no nonce comes twice.
 */
final class Seal extends Protocol {

  private static final short PROTOCOL_ID = 2522;
  private static final int NONCE = 12;
  private static final int RUN = 8;
  private static final int TAG_BITS = 128;

  static {
    ClassConfigurator.addProtocol(PROTOCOL_ID, Seal.class);
  }

  private final SecretKey key;
  private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(Seal::cipher);
  private final SecureRandom random = new SecureRandom();
  private final byte[] run = new byte[RUN];
  private int count;
  private final AtomicLong refused = new AtomicLong();
  private final Runnable onRefused;

  /**
   * @param onRefused told of each message that is not sealed with our key
   */
  Seal(byte[] secret, String group, Runnable onRefused) {
    this.onRefused = onRefused;
    this.key = derive(secret, "tandem quorum seal " + group);
  }

  static SecretKey derive(byte[] secret, String purpose) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "AES",
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret)
                  .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), 32));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK 25 has it
    }
  }

  long refused() {
    return refused.get();
  }

  @Override
  public Object down(Message message) {
    if (message.getSrc() == null) {
      message.setSrc(local_addr);
    }
    try {
      ByteArray plain = Util.messageToBuffer(message);
      Message outer = new BytesMessage(message.getDest(), seal(plain)).setSrc(message.getSrc());
      outer.setFlag(message.getFlags(false), false).setFlag(message.getFlags(true), true);
      return down_prot.down(outer);
    } catch (Exception e) {
      throw new IllegalStateException("cannot seal a message", e);
    }
  }

  @Override
  public Object up(Message message) {
    Message inner = open(message);
    return inner == null ? null : up_prot.up(inner);
  }

  @Override
  public void up(MessageBatch batch) {
    var messages = (FastArray<Message>.FastIterator) batch.iterator();
    while (messages.hasNext()) {
      Message inner = open(messages.next());
      if (inner == null) {
        messages.remove();
      } else {
        messages.replace(inner);
      }
    }
    if (!batch.isEmpty()) {
      up_prot.up(batch);
    }
  }

  private byte[] seal(ByteArray plain) throws GeneralSecurityException {
    byte[] nonce = nextNonce();
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, 0);
    byte[] sealed = Arrays.copyOf(nonce, NONCE + cipher.getOutputSize(plain.getLength()));
    cipher.doFinal(plain.getArray(), plain.getOffset(), plain.getLength(), sealed, NONCE);
    return sealed;
  }

  /** The message within, or null if it was not sealed with our key for us. */
  private Message open(Message outer) {
    try {
      int length = outer.getLength();
      if (outer.hasArray() && length > NONCE) {
        byte[] bytes = outer.getArray();
        int offset = outer.getOffset();
        byte[] plain =
            cipher(Cipher.DECRYPT_MODE, bytes, offset)
                .doFinal(bytes, offset + NONCE, length - NONCE);
        Message inner = Util.messageFromBuffer(plain, 0, plain.length);
        inner.setFlag(outer.getFlags(true), true);
        if (forUs(inner.getDest())) {
          return inner;
        }
      }
    } catch (Exception e) {
      log.trace("message refused", e); // a stranger's bytes are no event of ours; counted below
    }
    refused.incrementAndGet();
    onRefused.run();
    return null;
  }

  /** A sealed message that was caught and sent on to another voter is not for that one. */
  private boolean forUs(Address dest) {
    return dest == null || dest instanceof PhysicalAddress || dest.equals(local_addr);
  }

  private Cipher cipher(int mode, byte[] nonce, int offset) throws GeneralSecurityException {
    Cipher cipher = ciphers.get();
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, offset, NONCE));
    return cipher;
  }

  private synchronized byte[] nextNonce() {
    if (count == 0) {
      random.nextBytes(run);
    }
    return ByteBuffer.allocate(NONCE).put(run).putInt(count++).array();
  }

  private static Cipher cipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
