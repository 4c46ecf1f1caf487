/**
 * A plant whose database was put back: how that is noticed, and what is not done until people or machines themselves have confirmed what
 * the database remembers. Start at {@link metalplant.core.restore.Lives}. No customer's machine is wiped, powered or given away meanwhile.
 */
@NullMarked
package metalplant.core.restore;

import org.jspecify.annotations.NullMarked;
