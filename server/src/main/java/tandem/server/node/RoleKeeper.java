package tandem.server.node;

import tandem.cluster.role.Role;
import tandem.cluster.role.RoleMessage.ChangeRole;
import tandem.cluster.role.RoleMessage.RoleChanged;
import tandem.cluster.role.RoleMessage.RoleRefused;
import tandem.cluster.role.RoleMessage.Up;

/**
 * The role this server was given and the epoch that fences it.
 *
 * <pre>
 *   role     input                          next     answer
 *   any      ChangeRole(role, epoch&lt;mine)  same     RoleRefused
 *   any      ChangeRole(role, epoch&gt;=mine) role     RoleChanged
 *   any      agent lost                     BACKUP   -
 * </pre>
 */
final class RoleKeeper {

  private Role role = Role.BACKUP;
  private long epoch;

  Role role() {
    return role;
  }

  long epoch() {
    return epoch;
  }

  boolean isPrimary() {
    return role == Role.PRIMARY;
  }

  Up change(ChangeRole order) {
    if (order.epoch() < epoch) {
      return new RoleRefused(
          order.ref(), "epoch " + order.epoch() + " is older than " + epoch + " seen before");
    }
    role = order.role();
    epoch = order.epoch();
    return new RoleChanged(order.ref(), role, epoch);
  }

  void agentLost() {
    role = Role.BACKUP;
  }

  void standalone() {
    role = Role.PRIMARY;
  }
}
