/**
 * All SQL of the plant. Start at {@link metalplant.store.SqlStore}; {@code kernel} runs statements, transactions and
 * migrations, and each feature package holds one class per table. The dialect is what PostgreSQL and CockroachDB share.
 */
@NullMarked
package metalplant.store;

import org.jspecify.annotations.NullMarked;
