package tandem.cluster.role;

/** The role of the application on a host: given by the agent, never chosen by the application. */
public enum Role {
  PRIMARY,
  BACKUP
}
