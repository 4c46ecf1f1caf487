/**
 * Long work that survives a crash: named steps with undo, logged in the database. Start at {@link metalplant.core.saga.Saga}; the
 * {@link metalplant.core.saga.SagaEngine} runs whatever is due. A step may run more than once and must not mind.
 */
@NullMarked
package metalplant.core.saga;

import org.jspecify.annotations.NullMarked;
