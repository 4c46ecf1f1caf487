/** One line per machine, shared by whoever looks at it. Start at {@link metalplant.console.line.Line}. */
@NullMarked
package metalplant.console.line;

import org.jspecify.annotations.NullMarked;
