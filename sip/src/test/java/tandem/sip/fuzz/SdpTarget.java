package tandem.sip.fuzz;

import java.util.Arrays;
import tandem.sip.sdp.Connection;
import tandem.sip.sdp.Difference;
import tandem.sip.sdp.Direction;
import tandem.sip.sdp.SessionDescription;
import tandem.sip.sdp.SessionDescription.Result;

/** Any body is a description or is not; one that is prints as it came and can be changed. */
public final class SdpTarget {

  private SdpTarget() {}

  /** What the fuzzer calls. */
  public static void fuzzerTestOneInput(byte[] body) {
    if (!(SessionDescription.parse(body) instanceof Result.Parsed(SessionDescription sdp))) {
      return;
    }
    if (!Arrays.equals(body, sdp.bytes())) {
      throw new AssertionError("it prints as another");
    }
    sdp.isHeld();
    SessionDescription changed =
        sdp.with(new Connection("IP4", "192.0.2.1")).with(Direction.SENDONLY).withNextVersion();
    if (!Difference.between(sdp, changed).sameSession()) {
      throw new AssertionError("the next version is another session");
    }
    if (!(SessionDescription.parse(changed.bytes()) instanceof Result.Parsed)) {
      throw new AssertionError("the changed description is none");
    }
  }
}
