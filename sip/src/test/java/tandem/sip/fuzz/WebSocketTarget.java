package tandem.sip.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tandem.sip.frame.WebSocketFramer;
import tandem.sip.frame.WebSocketFramer.Output;
import tandem.sip.frame.WebSocketFramer.Side;
import tandem.sip.frame.WebSocketHandshake;

/**
 * Handshake and frames, cut in any way. The first octet says which side and how large the pieces.
 */
public final class WebSocketTarget {

  private WebSocketTarget() {}

  /** What the fuzzer calls. */
  public static void fuzzerTestOneInput(byte[] input) {
    WebSocketHandshake.judge(input);
    if (input.length == 0) {
      return;
    }
    Side side = (input[0] & 0x40) == 0 ? Side.SERVER : Side.CLIENT;
    List<String> whole = shown(input, side, input.length);
    List<String> pieces = shown(input, side, 1 + (input[0] & 0x3f));
    if (!whole.equals(pieces)) {
      throw new AssertionError(whole + " in one piece, " + pieces + " in several");
    }
  }

  private static List<String> shown(byte[] input, Side side, int step) {
    WebSocketFramer framer = new WebSocketFramer(side);
    List<String> shown = new ArrayList<>();
    for (int at = 1; at < input.length; at += step) {
      for (Output output : framer.feed(input, at, Math.min(input.length, at + step))) {
        shown.add(
            switch (output) {
              case Output.Message(byte[] bytes) -> "message " + Arrays.hashCode(bytes);
              case Output.Send(byte[] frame) -> "send " + Arrays.hashCode(frame);
              case Output.Closed closed -> closed.toString();
            });
      }
    }
    return shown;
  }
}
