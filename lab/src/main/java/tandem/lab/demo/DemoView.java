package tandem.lab.demo;

import java.util.List;

/**
 * What the demo shows at one moment.
 *
 * @param onWire who says that it has the VIP, as heard on the SIP network
 * @param epoch as the agents know it; 0 if none answers
 * @param hosts one line for each agent
 * @param answersPerSecond what the client gets
 * @param silenceMillis for how long the client has heard nothing
 * @param latestGap the last gap that was one
 * @param longestGap the longest so far
 * @param lost requests never answered so far
 * @param faults what is broken on purpose at the moment
 * @param happened the newest events, newest last
 */
record DemoView(
    String onWire,
    long epoch,
    List<HostLine> hosts,
    double answersPerSecond,
    double silenceMillis,
    double latestGap,
    double longestGap,
    long lost,
    List<String> faults,
    List<String> happened) {

  /** One agent: {@code note} says what is wrong with it, empty if nothing is. */
  record HostLine(String name, String role, String application, boolean onWire, String note) {}

  DemoView {
    hosts = List.copyOf(hosts);
    faults = List.copyOf(faults);
    happened = List.copyOf(happened);
  }
}
