/** Long work that survives a restart. Start at {@link metalplant.model.saga.SagaRecord}. */
@NullMarked
package metalplant.model.saga;

import org.jspecify.annotations.NullMarked;
