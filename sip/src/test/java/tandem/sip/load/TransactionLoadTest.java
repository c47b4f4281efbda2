package tandem.sip.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That the benchmarks measure what they say. Times are JMH's business. */
class TransactionLoadTest {

  @Test
  void theTableHasAsManyTransactionsAsRequests() {
    TransactionLoad load = new TransactionLoad();
    for (int i = 0; i < 10_000; i++) {
      assertThat(load.nonInviteServer()).asString().contains("Send");
    }
    assertThat(load.open()).isBetween(4_000, 4_096);
  }

  @Test
  void aCallIsSixMessages() {
    TransactionLoad load = new TransactionLoad();
    for (int i = 0; i < 2_000; i++) {
      assertThat(load.call()).asString().contains("BYE_SENT");
    }
  }
}
