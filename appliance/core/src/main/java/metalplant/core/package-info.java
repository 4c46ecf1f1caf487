/**
 * The verbs of a plant: use cases, sagas and reconcilers, and the ports they need. Each feature has a package; ports have an
 * in-memory twin beside them that passes the same contract as the real thing. Start at {@link metalplant.core.store.Store}.
 */
@NullMarked
package metalplant.core;

import org.jspecify.annotations.NullMarked;
