package tandem.cluster.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseSettingsTest {

  private static LeaseSettings of(long duration, long renew, int drift) {
    return new LeaseSettings(Duration.ofMillis(duration), Duration.ofMillis(renew), drift);
  }

  @Test
  void threeRenewalsFitInALeaseAtLeast() {
    assertThat(of(300, 100, 10).renew()).isEqualTo(Duration.ofMillis(100));
    assertThatThrownBy(() -> of(299, 100, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("lease.duration 299 ms", "lease.renew 100 ms", "raise");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, -500})
  void aRenewalIntervalOfNothingIsRefused(long renew) {
    // It would be due again in the moment it was sent.
    assertThatThrownBy(() -> of(500, renew, 10)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of(renew, renew, 10)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void driftHasLimits() {
    assertThat(of(500, 100, 0).right()).isEqualTo(of(500, 100, 0).patience());
    assertThat(of(500, 100, 100).right()).isEqualTo(Duration.ofMillis(450));
    assertThatThrownBy(() -> of(500, 100, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of(500, 100, 101)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {100, 250, 500, 10_000})
  void patienceOutlastsTheRightOfAHolderWhoseClockIsSlowByRho(long millis) {
    LeaseSettings lease = LeaseSettings.ofDuration(Duration.ofMillis(millis));
    long slowRight = lease.right().toNanos() * 1_000 / (1_000 - LeaseSettings.DEFAULT_DRIFT);
    assertThat(lease.patience().toNanos()).isGreaterThanOrEqualTo(slowRight);
    assertThat(lease.lead()).isLessThan(lease.renew());
  }
}
