package metalplant.rack;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import metalplant.rack.time.Loop;

/** A loop whose clock jumps to the next piece of work. Runs only when told so, on the caller's thread. */
public final class ScriptedLoop implements Loop {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private long nanos;
    private long order;

    private record Task(long at, long order, Runnable work) {}

    @Override
    public Instant now() {
        return START.plusNanos(nanos);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void post(Runnable work) {
        after(Duration.ZERO, work);
    }

    @Override
    public Cancel after(Duration delay, Runnable work) {
        var task = new Task(nanos + delay.toNanos(), order++, work);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    public void run(Duration time) {
        long until = nanos + time.toNanos();
        while (!tasks.isEmpty() && tasks.element().at() <= until) {
            step();
        }
        nanos = until;
    }

    /** Runs until the condition holds, at most for {@code limit} of its own time. */
    public void runUntil(BooleanSupplier condition, Duration limit) {
        long until = nanos + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (tasks.isEmpty() || tasks.element().at() > until) {
                throw new AssertionError("the condition did not hold within " + limit);
            }
            step();
        }
    }

    public int waiting() {
        return tasks.size();
    }

    private void step() {
        var task = tasks.remove();
        nanos = Math.max(nanos, task.at());
        task.work().run();
    }
}
