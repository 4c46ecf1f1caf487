@NullMarked
package metalplant.mesh.doorkeys;

import org.jspecify.annotations.NullMarked;
