/** Federations of whole plants on stores, with carriers and links in memory, in time that tests move. */
@NullMarked
package metalplant.testkit.federation;

import org.jspecify.annotations.NullMarked;
