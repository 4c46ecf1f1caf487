/**
 * One request to one plant: bounded in time and number, behind a circuit, never sent twice. Start at
 * {@link metalplant.router.exchange.PlantLine}.
 */
@NullMarked
package metalplant.router.exchange;

import org.jspecify.annotations.NullMarked;
