package tandem.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PresenceTest {

  private final Presence presence = new Presence();

  @Test
  void bothHaveItWhereTheirTimesOverlap() {
    presence.note(1_000_000, 0, true);
    presence.note(5_000_000, 1, true);
    presence.note(8_000_000, 0, false);
    presence.note(9_000_000, 0, true);

    assertThat(presence.bothMillis(0, 10_000_000)).isEqualTo(4);
    assertThat(presence.bothMillis(6_000_000, 7_000_000)).isEqualTo(1);
    assertThat(presence.bothMillis(0, 5_000_000)).isZero();
  }

  @Test
  void aRefreshIsNoChange() {
    presence.note(1_000_000, 0, true);
    presence.note(2_000_000, 0, true);
    presence.note(3_000_000, 0, false);

    assertThat(presence.has(0)).isFalse();
    assertThat(presence.has(1)).isFalse();
  }
}
