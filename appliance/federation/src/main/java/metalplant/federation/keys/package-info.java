/**
 * One set of keys for the doors of all members, sealed to each of them: made by the founder, made anew when a plant has gone. Start at
 * {@link metalplant.federation.keys.DoorKeys}.
 */
@NullMarked
package metalplant.federation.keys;

import org.jspecify.annotations.NullMarked;
