package metalplant.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: work in the order of its time, and of its making where times are equal. */
final class Clock {
    private final PriorityQueue<Work> queue =
            new PriorityQueue<>(Comparator.comparingLong(Work::at).thenComparingLong(Work::number));
    private long made;
    private long now;

    private record Work(long at, long number, Runnable run) {}

    long now() {
        return now;
    }

    void after(long millis, Runnable run) {
        queue.add(new Work(now + Math.max(1, millis), made++, run));
    }

    /** Runs what is due up to this time. */
    void runUntil(long end) {
        while (!queue.isEmpty() && queue.peek().at() <= end) {
            var work = queue.poll();
            now = work.at();
            work.run().run();
        }
        now = end;
    }

    int waiting() {
        return queue.size();
    }
}
