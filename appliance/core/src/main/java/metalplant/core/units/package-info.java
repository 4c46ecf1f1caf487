/**
 * Units of the host as core sees them: started, stopped, watched, and what they logged. Start at {@link metalplant.core.units.Units}.
 * {@link metalplant.core.units.InMemoryUnits} keeps the same promises without a service manager; {@code metalplant.host} is systemd.
 */
@NullMarked
package metalplant.core.units;

import org.jspecify.annotations.NullMarked;
