/**
 * The whole database as rows of texts, whichever engine it is: read in one snapshot with {@link metalplant.store.backup.TableSource},
 * written into an empty database with {@link metalplant.store.backup.TableSink}. Tables and columns are looked up in the database
 * itself, so that no table is ever forgotten.
 */
@NullMarked
package metalplant.store.backup;

import org.jspecify.annotations.NullMarked;
