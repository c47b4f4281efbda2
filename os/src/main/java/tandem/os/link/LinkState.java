package tandem.os.link;

import java.util.Optional;

/**
 * An interface as the kernel sees it.
 *
 * @param carrier the link is up physically; always false while the interface is administratively
 *     down
 * @param mac empty for interfaces without an Ethernet address
 */
public record LinkState(
    int index, String name, boolean adminUp, boolean carrier, Optional<MacAddress> mac) {}
