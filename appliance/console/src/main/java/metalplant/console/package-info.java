/**
 * Serial consoles of machines over SSH: {@code plant-console}. Start at {@link metalplant.console.ConsoleServer}. Who may is decided in {@code
 * access}, what is seen by several people at once in {@code line}, and how a machine is reached in {@code line} (IPMI) or {@code peer} (another
 * plant).
 */
@NullMarked
package metalplant.console;

import org.jspecify.annotations.NullMarked;
