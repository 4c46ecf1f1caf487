/** Tests of metalplant.boot.files. */
@NullMarked
package metalplant.boot.files;

import org.jspecify.annotations.NullMarked;
