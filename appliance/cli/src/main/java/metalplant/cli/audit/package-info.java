/** {@code plantctl audit}: the chain of entries as lines of JSON, and a check that none was changed or taken out. */
@NullMarked
package metalplant.cli.audit;

import org.jspecify.annotations.NullMarked;
