package tandem.lab.takeover;

import java.util.List;
import tandem.lab.measure.Measurement;

/**
 * One trial.
 *
 * @param from the primary before the fault
 * @param to the primary after healing
 * @param fault what was seen while the fault lasted
 * @param healed what was seen from the healing to the end
 * @param bothConfigured milliseconds during which both address tables had the VIP; no promise is
 *     made about it
 * @param settleMillis from the healing until primary and backup were ready again
 * @param broken the promises that were broken, in words
 */
public record TrialResult(
    String product,
    String scenario,
    int trial,
    String from,
    String to,
    Measurement fault,
    Measurement healed,
    double bothConfigured,
    double settleMillis,
    List<String> broken) {

  public TrialResult {
    broken = List.copyOf(broken);
  }
}
