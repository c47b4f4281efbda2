package tandem.agent.quorum.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import tandem.cluster.group.Letter;
import tandem.platform.time.Moment;

/** The bytes of a letter from host to host: what tells it from a command, a kind, its fields. */
public final class LetterCodec {

  /** No version of a command begins so. */
  private static final byte LETTER = (byte) 0xA1;

  private static final byte STANDING_BY = 1;
  private static final byte HAND_OVER = 2;

  private LetterCodec() {}

  public static boolean isLetter(byte[] bytes, int offset, int length) {
    return length > 0 && bytes[offset] == LETTER;
  }

  public static byte[] encode(Letter letter) {
    var bytes = new ByteArrayOutputStream(128);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(LETTER);
      switch (letter) {
        case Letter.StandingBy standingBy -> {
          out.writeByte(STANDING_BY);
          RecordCodec.writeHolder(out, standingBy.heir());
          out.writeLong(standingBy.mark().nanos());
        }
        case Letter.HandOver word -> {
          out.writeByte(HAND_OVER);
          RecordCodec.writeHolder(out, word.by());
          out.writeLong(word.epoch());
          RecordCodec.writeHolder(out, word.heir());
          out.writeLong(word.mark().nanos());
          out.writeBoolean(word.planned());
          RecordCodec.writeText(out, word.reason());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IOException naming what makes no sense
   */
  public static Letter decode(byte[] bytes, int offset, int length) throws IOException {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes, offset, length))) {
      in.readByte();
      byte kind = in.readByte();
      return switch (kind) {
        case STANDING_BY ->
            new Letter.StandingBy(RecordCodec.readHolder(in), new Moment(in.readLong()));
        case HAND_OVER ->
            new Letter.HandOver(
                RecordCodec.readHolder(in),
                in.readLong(),
                RecordCodec.readHolder(in),
                new Moment(in.readLong()),
                in.readBoolean(),
                RecordCodec.readText(in));
        default -> throw new IOException("unknown kind of letter " + kind);
      };
    } catch (EOFException e) {
      throw new IOException("a letter of " + length + " bytes ends too early", e);
    }
  }
}
