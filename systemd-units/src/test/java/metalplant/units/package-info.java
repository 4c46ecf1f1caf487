/** The units of an appliance: what each keeps as a file, and what a real systemd and podman make of it. */
@NullMarked
package metalplant.units;

import org.jspecify.annotations.NullMarked;
