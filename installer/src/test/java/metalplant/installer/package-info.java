/** Tests of tables, plans and of writing, on files in place of disks. */
@NullMarked
package metalplant.installer;

import org.jspecify.annotations.NullMarked;
