@NullMarked
package metalplant.installer.upgrade;

import org.jspecify.annotations.NullMarked;
