/** Traces to a collector, if an operator names one. Start at {@link metalplant.server.trace.OtlpTraces}. */
@NullMarked
package metalplant.server.trace;

import org.jspecify.annotations.NullMarked;
