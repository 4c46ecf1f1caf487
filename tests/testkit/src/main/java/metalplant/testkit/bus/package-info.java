/**
 * The promises of {@link metalplant.core.bus.Bus} as a suite that every implementation passes
 * ({@link metalplant.testkit.bus.BusContract}), and the real nsqd for those that need it
 * ({@link metalplant.testkit.bus.NsqdProcess}).
 */
@NullMarked
package metalplant.testkit.bus;

import org.jspecify.annotations.NullMarked;
