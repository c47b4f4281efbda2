package tandem.server.node;

import tandem.server.registrar.RegistrarRules;

/**
 * How a node is set up.
 *
 * @param pid of the process, for the agent
 * @param openRegistration REGISTER is accepted without authentication
 * @param tagKey mixed into every To tag; random, so that tags can not be guessed
 */
public record NodeRules(
    long pid, boolean openRegistration, RegistrarRules registrar, long tagKey) {}
