package tandem.cluster.role;

/**
 * What an application says of itself, or the agent knows of it. The names are those of the
 * original's control plane.
 */
public enum ApplicationState {
  UNKNOWN,
  STOPPED,
  STARTING,
  INITIALIZING,
  SERVICE_UNAVAILABLE,
  STARTED,
  SUSPENDING,
  SUSPENDED,
  STOPPING;

  /** True if an application in this state can serve as primary now. */
  public boolean canServe() {
    return this == STARTED;
  }
}
