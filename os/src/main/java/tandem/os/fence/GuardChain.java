package tandem.os.fence;

import java.util.List;

/** A base chain of a guard table with its rules in order. */
record GuardChain(String name, int hook, int priority, List<List<Expression>> rules) {}
