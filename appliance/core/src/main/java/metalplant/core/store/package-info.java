/**
 * What the use cases need of a database. {@link metalplant.core.store.Store} runs closures in SERIALIZABLE transactions;
 * {@link metalplant.core.store.Tx} gives the tables of one of them. {@link metalplant.core.store.InMemoryStore} is the twin.
 */
@NullMarked
package metalplant.core.store;

import org.jspecify.annotations.NullMarked;
