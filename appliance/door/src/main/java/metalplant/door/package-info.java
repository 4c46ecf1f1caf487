/**
 * What every door of the API has in common, whoever stands behind it: who calls and what they may, and how a refusal looks. Start at
 * {@link metalplant.door.Caller}; signatures are in {@code hmac}.
 */
@NullMarked
package metalplant.door;

import org.jspecify.annotations.NullMarked;
