/** What SSH clients see. Start at {@link metalplant.console.ssh.ConsoleDoor}. */
@NullMarked
package metalplant.console.ssh;

import org.jspecify.annotations.NullMarked;
