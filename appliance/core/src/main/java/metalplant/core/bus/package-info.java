/**
 * The message bus as core sees it. Start at {@link metalplant.core.bus.Bus}. What crosses it are bytes; a message is
 * delivered at least once, and never to nobody: a topic keeps what comes before its first channel.
 * {@link metalplant.core.bus.InMemoryBus} keeps the same promises without a process beside it.
 */
@NullMarked
package metalplant.core.bus;

import org.jspecify.annotations.NullMarked;
