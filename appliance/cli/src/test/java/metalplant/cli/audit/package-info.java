@NullMarked
package metalplant.cli.audit;

import org.jspecify.annotations.NullMarked;
