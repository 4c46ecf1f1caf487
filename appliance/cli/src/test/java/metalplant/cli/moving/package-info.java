@NullMarked
package metalplant.cli.moving;

import org.jspecify.annotations.NullMarked;
