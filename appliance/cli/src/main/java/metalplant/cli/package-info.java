/** {@code plantctl}: every command is one call of a running plant's API. Start at {@link metalplant.cli.PlantctlCommand}. */
@NullMarked
package metalplant.cli;

import org.jspecify.annotations.NullMarked;
