/**
 * The protocol between plants, free of threads, clocks, sockets and SQL. Start at {@link metalplant.federation.plant.PlantStep}:
 * one pure function from state and event to state and effects. What runs the effects (carrier, links, database) lies elsewhere.
 */
@NullMarked
package metalplant.federation;

import org.jspecify.annotations.NullMarked;
