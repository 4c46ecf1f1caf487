@NullMarked
package metalplant.bmc.command;

import org.jspecify.annotations.NullMarked;
