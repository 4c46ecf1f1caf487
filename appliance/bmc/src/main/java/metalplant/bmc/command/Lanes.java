package metalplant.bmc.command;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Work in lanes: one piece at a time in each, lanes beside each other. A lane is there while it has work.
 */
final class Lanes {
    private final Executor executor;
    private final int perLane;
    private final int inAll;
    private final Map<String, Queue<Runnable>> lanes = new HashMap<>();
    private int waiting;

    /**
     * @param executor a thread for each piece, since pieces wait for machines
     * @param perLane how many may wait in one lane
     * @param inAll how many may wait in all lanes together
     */
    Lanes(Executor executor, int perLane, int inAll) {
        this.executor = executor;
        this.perLane = perLane;
        this.inAll = inAll;
    }

    /** False when there is no room. */
    synchronized boolean offer(String lane, Runnable work) {
        var queue = lanes.get(lane);
        if (queue == null) {
            if (waiting >= inAll) {
                return false;
            }
            lanes.put(lane, new ArrayDeque<>());
            executor.execute(() -> drive(lane, work));
            return true;
        }
        if (queue.size() >= perLane || waiting >= inAll) {
            return false;
        }
        queue.add(work);
        waiting++;
        return true;
    }

    private void drive(String lane, Runnable first) {
        var next = first;
        while (next != null) {
            try {
                next.run();
            } finally {
                next = next(lane);
            }
        }
    }

    /** Pieces that are being done: one in each lane. */
    synchronized int running() {
        return lanes.size();
    }

    /** Pieces that wait for those before them. */
    synchronized int waiting() {
        return waiting;
    }

    private synchronized @Nullable Runnable next(String lane) {
        var queue = lanes.get(lane);
        var next = queue == null ? null : queue.poll();
        if (next == null) {
            lanes.remove(lane);
        } else {
            waiting--;
        }
        return next;
    }
}
