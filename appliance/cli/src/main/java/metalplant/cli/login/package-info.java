/** {@code plantctl login}: tokens of the plant itself. */
@NullMarked
package metalplant.cli.login;

import org.jspecify.annotations.NullMarked;
