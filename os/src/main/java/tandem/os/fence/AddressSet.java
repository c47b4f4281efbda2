package tandem.os.fence;

/** The sets of every guard table: which addresses are guarded, and which may be used now. */
enum AddressSet {
  GUARDED_IPV4("guarded4", true, false),
  GRANTED_IPV4("granted4", true, true),
  GUARDED_IPV6("guarded6", false, false),
  GRANTED_IPV6("granted6", false, true);

  private final String setName;
  private final boolean ipv4;
  private final boolean timed;

  AddressSet(String setName, boolean ipv4, boolean timed) {
    this.setName = setName;
    this.ipv4 = ipv4;
    this.timed = timed;
  }

  String setName() {
    return setName;
  }

  boolean ipv4() {
    return ipv4;
  }

  boolean timed() {
    return timed;
  }
}
