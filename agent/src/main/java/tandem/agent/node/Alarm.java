package tandem.agent.node;

/**
 * Something an operator should know while it lasts.
 *
 * @param id stable, for example {@code quorum.lost}
 * @param critical true if the service is down or one fault away from it
 */
public record Alarm(String id, boolean critical, String text) {}
