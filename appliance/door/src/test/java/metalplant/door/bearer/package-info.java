@NullMarked
package metalplant.door.bearer;

import org.jspecify.annotations.NullMarked;
