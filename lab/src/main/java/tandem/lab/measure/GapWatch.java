package tandem.lab.measure;

import tandem.lab.measure.Trace.Request;

/** What a client has noticed so far, told in consecutive stretches of its trace. */
public final class GapWatch {

  /** Shorter silences are the machine's, not a takeover's. */
  private static final double NOTABLE_MILLIS = 8;

  private long lastAnswer;
  private long lost;
  private double longest;
  private double latest;

  /** Takes the next stretch; requests still in flight at its end must be left to the next one. */
  public void add(Trace trace) {
    for (Request request : trace.requests()) {
      if (!request.served()) {
        lost++;
        continue;
      }
      if (lastAnswer != 0) {
        double gap = (request.received() - lastAnswer) / 1e6;
        longest = Math.max(longest, gap);
        latest = gap > NOTABLE_MILLIS ? gap : latest;
      }
      lastAnswer = Math.max(lastAnswer, request.received());
    }
  }

  /** Forgets everything but the last answer's time. */
  public void reset() {
    lost = 0;
    longest = 0;
    latest = 0;
  }

  public long lost() {
    return lost;
  }

  public double longestMillis() {
    return longest;
  }

  /** The last silence that was one, 0 if none was. */
  public double latestMillis() {
    return latest;
  }

  /** For how long nothing has been heard at that moment. */
  public double silenceMillis(long now) {
    return lastAnswer == 0 ? 0 : Math.max(0, (now - lastAnswer) / 1e6);
  }
}
