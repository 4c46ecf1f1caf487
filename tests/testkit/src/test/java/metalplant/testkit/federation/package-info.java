@NullMarked
package metalplant.testkit.federation;

import org.jspecify.annotations.NullMarked;
