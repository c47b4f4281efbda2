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

  record Verdict(int code) implements Expression {
    static final int DROP = 0;
    static final int ACCEPT = 1;

    @Override
    public String kind() {
      return "immediate";
    }
  }
}
