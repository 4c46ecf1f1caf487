/** {@code plantctl install}: asks a person what a disk costs before it is written. */
@NullMarked
package metalplant.cli.install;

import org.jspecify.annotations.NullMarked;
