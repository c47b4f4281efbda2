package tandem.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tandem.lab.network.Node;

class KeepalivedVariantTest {

  private static final Path FOLDER = Path.of("/lab");

  @Test
  void theHostsDifferInPriorityByLessThanASwitchoverTakes() {
    String first = KeepalivedVariant.FAST.configuration(Node.SIP_1, "eth1", FOLDER);
    String second = KeepalivedVariant.FAST.configuration(Node.SIP_2, "eth1", FOLDER);

    assertThat(first).contains("priority 250", "advert_int 0.01", "198.51.100.10/24 dev eth1");
    assertThat(second).contains("priority 240", "router_id sip-2");
    assertThat(first).doesNotContain("use_vmac").doesNotContain("%");
  }

  @Test
  void aVirtualMacCarriesTheAddressItself() {
    assertThat(KeepalivedVariant.VMAC.configuration(Node.SIP_1, "eth1", FOLDER))
        .contains("use_vmac vrrp51", "advert_int 0.1")
        .doesNotContain("/24 dev eth1");
  }
}
