/**
 * The plant's database on a development machine: PostgreSQL 17 from a Maven artefact, as a child process with a folder
 * that survives. Start at {@link metalplant.bootstrap.database.EmbeddedPostgres}.
 */
@NullMarked
package metalplant.bootstrap.database;

import org.jspecify.annotations.NullMarked;
