/** {@code plantctl console}: serial consoles for admins. */
@NullMarked
package metalplant.cli.console;

import org.jspecify.annotations.NullMarked;
