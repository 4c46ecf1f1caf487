/** {@code plant console}: consoles beside a plant. Start at {@link metalplant.bootstrap.console.ConsoleService}. */
@NullMarked
package metalplant.bootstrap.console;

import org.jspecify.annotations.NullMarked;
