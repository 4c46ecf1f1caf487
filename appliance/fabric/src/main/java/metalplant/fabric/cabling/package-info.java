/**
 * Which switches a plant has and what hangs at their ports. Start at {@link metalplant.fabric.cabling.CablingReader}: the text of
 * {@code switches.yaml} and the plant's plan in, a {@link metalplant.fabric.cabling.Cabling} or every complaint out, each with its line.
 * Pure.
 */
@NullMarked
package metalplant.fabric.cabling;

import org.jspecify.annotations.NullMarked;
