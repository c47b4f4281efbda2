package tandem.os.fence;

/** One step of an nftables rule. There is one register; a load fills it, a test reads it. */
sealed interface Expression {

  /** The kernel's name of the expression. */
  String kind();

  record Meta(int key) implements Expression {
    static final int PROTOCOL = 1;
    static final int INPUT_INTERFACE = 6;
    static final int OUTPUT_INTERFACE = 7;
    static final int FAMILY = 15;

    /** The wall clock in nanoseconds when the packet is examined. Linux 5.4. */
    static final int TIME_NS = 30;

    @Override
    public String kind() {
      return "meta";
    }
  }

  /** Loads from the header behind the link layer: ARP, IPv4 or IPv6. */
  record NetworkHeader(int offset, int length) implements Expression {
    @Override
    public String kind() {
      return "payload";
    }
  }

  /** Turns eight octets of the register into the order in which {@link Compare} compares. */
  record ToNetworkOrder() implements Expression {
    @Override
    public String kind() {
      return "byteorder";
    }
  }

  record Compare(int operator, byte[] value) implements Expression {
    static final int EQUAL = 0;
    static final int AT_MOST = 3;
    static final int AT_LEAST = 5;

    static Compare equal(byte[] value) {
      return new Compare(EQUAL, value);
    }

    @Override
    public String kind() {
      return "cmp";
    }
  }

  record In(AddressSet set) implements Expression {
    @Override
    public String kind() {
      return "lookup";
    }
  }

  record NotIn(AddressSet set) implements Expression {
    @Override
    public String kind() {
      return "lookup";
    }
  }

  record Count() implements Expression {
    @Override
    public String kind() {
      return "counter";
    }
  }

  /** Goes on in another chain of the table and comes back if that decides nothing. */
  record Jump(String chain) implements Expression {
    static final int CODE = -3;

    @Override
    public String kind() {
      return "immediate";
    }
  }

  record Verdict(int code) implements Expression {
    static final int DROP = 0;
    static final int ACCEPT = 1;

    @Override
    public String kind() {
      return "immediate";
    }
  }
}
