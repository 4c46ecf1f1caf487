/**
 * systemd as the unit port of core: units over D-Bus, the journal through {@code journalctl} (ADR 30). Start at {@link metalplant.host.SystemdUnits}.
 * Nothing here decides what should run.
 */
@NullMarked
package metalplant.host;

import org.jspecify.annotations.NullMarked;
