package tandem.cluster.lease;

/**
 * Who holds a lease: a host and the one run of its agent that took it. A restarted agent has a new
 * incarnation, so it can never mistake the right of its predecessor for its own.
 *
 * @param incarnation random, chosen at each start of the agent
 */
public record Holder(HostName host, long incarnation) {}
