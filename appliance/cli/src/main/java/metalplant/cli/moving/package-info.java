/** {@code plantctl import}: what another metal-api has, taken over its public API. Start at {@link metalplant.cli.moving.ImportCommand}. */
@NullMarked
package metalplant.cli.moving;

import org.jspecify.annotations.NullMarked;
