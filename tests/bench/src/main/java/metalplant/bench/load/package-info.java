/**
 * Load on a plant through its public doors: REST over a small blocking client, gRPC over few connections, and a fleet of servers that
 * register and wait. Written to cost little CPU, as it shares the machine with what it measures.
 */
@NullMarked
package metalplant.bench.load;

import org.jspecify.annotations.NullMarked;
