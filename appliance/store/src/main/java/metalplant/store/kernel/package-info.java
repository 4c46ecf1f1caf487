/** Runs statements, transactions with their retries, and migrations; knows no table of the domain. */
@NullMarked
package metalplant.store.kernel;

import org.jspecify.annotations.NullMarked;
