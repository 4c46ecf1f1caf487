@NullMarked
package metalplant.router.exchange;

import org.jspecify.annotations.NullMarked;
