/**
 * Provisioning events: many senders, one writer. Start at {@link metalplant.core.event.EventIntake}; what writes an event within
 * its own transaction uses {@link metalplant.core.event.Events}.
 */
@NullMarked
package metalplant.core.event;

import org.jspecify.annotations.NullMarked;
