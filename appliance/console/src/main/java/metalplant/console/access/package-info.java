/** Who may, how many at once, and what is written down of it. Start at {@link metalplant.console.access.Admission}. */
@NullMarked
package metalplant.console.access;

import org.jspecify.annotations.NullMarked;
