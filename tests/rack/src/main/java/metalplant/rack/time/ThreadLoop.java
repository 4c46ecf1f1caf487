package metalplant.rack.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The loop of the running process: one thread with a heap of timers. */
public final class ThreadLoop implements Loop, AutoCloseable {
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(5);

    private final ScheduledThreadPoolExecutor executor;
    private final Consumer<Throwable> onBug;

    /** @param onBug told of every exception that a piece of work let escape */
    public ThreadLoop(Consumer<Throwable> onBug) {
        this.onBug = onBug;
        this.executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("rack-loop").factory());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void post(Runnable work) {
        try {
            executor.execute(guarded(work));
        } catch (RejectedExecutionException e) {
            // The process is ending: an answer that comes now is for nobody.
        }
    }

    @Override
    public Cancel after(Duration delay, Runnable work) {
        try {
            var timer = executor.schedule(guarded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> timer.cancel(false);
        } catch (RejectedExecutionException e) {
            return Cancel.NOTHING;
        }
    }

    private Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                onBug.accept(e);
            }
        };
    }

    /** Drops all timers and waits for the piece of work that runs now. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            boolean ended = executor.awaitTermination(PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                onBug.accept(new IllegalStateException("the loop did not end in " + PATIENCE_AT_CLOSE));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
