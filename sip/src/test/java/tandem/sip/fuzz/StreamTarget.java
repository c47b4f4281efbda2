package tandem.sip.fuzz;

import java.util.ArrayList;
import java.util.List;
import tandem.sip.frame.StreamFramer;
import tandem.sip.frame.StreamFramer.Output;

/**
 * A stream gives the same messages however it is cut. The first octet of the input says how large
 * the pieces are.
 */
public final class StreamTarget {

  private StreamTarget() {}

  /** What the fuzzer calls. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    List<Integer> whole = lengths(input, input.length);
    List<Integer> pieces = lengths(input, 1 + (input[0] & 0x3f));
    if (!whole.equals(pieces)) {
      throw new AssertionError(whole + " in one piece, " + pieces + " in several");
    }
  }

  /** Message lengths; 0 for a ping, -1 for a broken stream. Pongs depend on the cuts. */
  private static List<Integer> lengths(byte[] input, int step) {
    StreamFramer framer = new StreamFramer();
    List<Integer> lengths = new ArrayList<>();
    for (int at = 1; at < input.length; at += step) {
      for (Output output : framer.feed(input, at, Math.min(input.length, at + step))) {
        switch (output) {
          case Output.Message(byte[] bytes) -> lengths.add(bytes.length);
          case Output.Ping _ -> lengths.add(0);
          case Output.Pong _ -> {}
          case Output.Broken _ -> lengths.add(-1);
        }
      }
    }
    return lengths;
  }
}
