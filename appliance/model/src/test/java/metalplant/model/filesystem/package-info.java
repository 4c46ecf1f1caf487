/** Tests of the rules of feature {@code filesystem}. */
@NullMarked
package metalplant.model.filesystem;

import org.jspecify.annotations.NullMarked;
