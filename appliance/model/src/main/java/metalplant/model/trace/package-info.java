/** What a request leads to, told to somebody who wants to see it. Start at {@link metalplant.model.trace.Traces}. */
@NullMarked
package metalplant.model.trace;

import org.jspecify.annotations.NullMarked;
