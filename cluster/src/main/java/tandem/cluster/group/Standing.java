package tandem.cluster.group;

/** Where a host stands in the takeover of its group, in words for people. */
public enum Standing {
  STARTING,
  BACKUP,
  CLAIMING,
  PROMOTING,
  PRIMARY,
  DEMOTING,
  STOPPED
}
