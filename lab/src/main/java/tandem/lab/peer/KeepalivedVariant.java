package tandem.lab.peer;

import java.nio.file.Path;
import tandem.lab.network.Network;
import tandem.lab.network.Node;

/**
 * The best sub-second configurations of keepalived we know: VRRPv3, real-time priority, an OPTIONS
 * script each second, announcements five times at once and then every second.
 */
public enum KeepalivedVariant {
  /** 100 ms adverts. */
  TUNED("0.1", false),
  /** 10 ms adverts, the protocol's floor. */
  FAST("0.01", false),
  /** 100 ms adverts and a virtual MAC. */
  VMAC("0.1", true);

  private static final String TEMPLATE =
      """
      global_defs {
        router_id %1$s
        vrrp_version 3
        script_user root
        enable_script_security
        vrrp_rt_priority 10
        vrrp_garp_master_delay 1
        vrrp_garp_master_repeat 5
        vrrp_garp_master_refresh 1
        vrrp_garp_master_refresh_repeat 1
        vrrp_higher_prio_send_advert true
      }
      track_file down {
        file %2$s/down
      }
      track_file preference {
        file %2$s/preference
      }
      vrrp_script options {
        script %2$s/options.sh
        interval 1
        timeout 1
        fall 2
        rise 1
      }
      vrrp_instance sip {
        state BACKUP
        interface %3$s
        virtual_router_id 51
        priority %4$d
        advert_int %5$s
        %6$s
        virtual_ipaddress {
          %7$s/24 %8$s
        }
        virtual_ipaddress_excluded {
          %9$s/64 %8$s
        }
        track_interface {
          eth1
        }
        track_file {
          down weight 0
          preference weight 1
        }
        track_script {
          options
        }
      }
      """;

  private final String interval;
  private final boolean virtualMac;

  KeepalivedVariant(String interval, boolean virtualMac) {
    this.interval = interval;
    this.virtualMac = virtualMac;
  }

  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  boolean virtualMac() {
    return virtualMac;
  }

  /**
   * The configuration of one host.
   *
   * @param heartbeat the interface the adverts go over: {@code eth0} or {@code eth1}
   * @param directory where the tracked files {@code down} and {@code preference} and the script
   *     {@code options.sh} are
   */
  String configuration(Node host, String heartbeat, Path directory) {
    return TEMPLATE.formatted(
        host.host(),
        directory,
        heartbeat,
        host == Node.SIP_1 ? 250 : 240,
        interval,
        virtualMac ? "use_vmac vrrp51" : "",
        Network.VIP,
        virtualMac ? "" : "dev eth1",
        Network.VIP6);
  }

  /**
   * Asks the service on this host by the request in {@code options.sip}. (The shell's own printf
   * would send every line as a packet of its own, and its read would take one byte of a packet.)
   */
  static String optionsScript() {
    return """
    #!/bin/bash
    exec 3<>/dev/udp/127.0.0.1/5060 || exit 1
    cat "${0%/*}/options.sip" >&3 || exit 1
    [[ $(timeout 0.8 head -c 11 <&3) == "SIP/2.0 200" ]]
    """;
  }

  static String optionsRequest() {
    return """
    OPTIONS sip:127.0.0.1 SIP/2.0\r
    Via: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK-check\r
    Max-Forwards: 70\r
    From: <sip:check@127.0.0.1>;tag=check\r
    To: <sip:127.0.0.1>\r
    Call-ID: check\r
    CSeq: 1 OPTIONS\r
    Content-Length: 0\r
    \r
    """;
  }
}
