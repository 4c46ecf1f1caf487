/** From the disk that the appliance runs from to another one: facts in, a plan, and what carries it out and proves it. */
@NullMarked
package metalplant.installer;

import org.jspecify.annotations.NullMarked;
