/** What every carrier of the federation's ledger promises, as one suite: {@link metalplant.testkit.carrier.CarrierContract}. */
@NullMarked
package metalplant.testkit.carrier;

import org.jspecify.annotations.NullMarked;
