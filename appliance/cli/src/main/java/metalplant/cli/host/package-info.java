/** What an operator asks of a plant's box: status, units, logs, certificates, factory reset; and the check of a {@code plant.yaml}. */
@NullMarked
package metalplant.cli.host;

import org.jspecify.annotations.NullMarked;
