package metalplant.bench.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import metalplant.bench.measure.Sample;
import metalplant.bench.measure.Statistics;
import org.jspecify.annotations.Nullable;

/** Clients that do the same over and over, each in a thread of its own, all from the same moment on. */
public final class Crowd {
    /** A client that fails this often in a row stops: more of the same error tells nothing. */
    private static final int FAILURES_MAX = 200;

    private Crowd() {}

    /** What one client does. */
    public interface Work {
        /** One operation; an exception is an error, counted and not timed. */
        void once() throws Exception;

        /** Puts back what is held, after the clock has stopped. */
        default void end() throws Exception {}
    }

    /** Makes the work of client number n. */
    @FunctionalInterface
    public interface Worker {
        Work of(int client) throws Exception;
    }

    /** Runs for a time. */
    public static Sample run(int clients, double seconds, Worker worker) throws InterruptedException {
        long nanos = (long) (seconds * 1e9);
        return run(clients, worker, start -> () -> System.nanoTime() - start < nanos);
    }

    /** Runs each client's operation once. */
    public static Sample once(int clients, Worker worker) throws InterruptedException {
        return times(clients, 1, worker);
    }

    /** Runs each client's operation this often. */
    public static Sample times(int clients, int each, Worker worker) throws InterruptedException {
        return run(clients, worker, _ -> new BooleanSupplier() {
            private int left = each;

            @Override
            public boolean getAsBoolean() {
                return left-- > 0;
            }
        });
    }

    /** Says whether a client goes on; asked by each client for a supplier of its own. */
    @FunctionalInterface
    private interface Patience {
        BooleanSupplier from(long start);
    }

    private static Sample run(int clients, Worker worker, Patience patience) throws InterruptedException {
        var ready = new CountDownLatch(clients);
        var go = new CountDownLatch(1);
        var all = new ArrayList<Client>();
        for (int i = 0; i < clients; i++) {
            var client = new Client(i, worker, patience, ready, go);
            all.add(client);
            client.thread.start();
        }
        ready.await();
        long start = System.nanoTime();
        go.countDown();
        for (var client : all) {
            client.done.await();
        }
        double seconds = (all.stream().mapToLong(client -> client.ended).max().orElse(start) - start) / 1e9;
        for (var client : all) {
            client.thread.join();
        }
        return sample(seconds, all);
    }

    private static Sample sample(double seconds, List<Client> all) {
        long[] nanos = Statistics.merged(all.stream()
                .map(client -> Arrays.copyOf(client.nanos, client.count))
                .toList());
        long errors = all.stream().mapToLong(client -> client.errors).sum();
        var first = all.stream()
                .map(client -> client.firstError)
                .filter(text -> text != null)
                .findFirst()
                .orElse("");
        return new Sample(seconds, nanos.length, errors, first, nanos, 0, 0);
    }

    private static final class Client {
        private final Thread thread;
        private final CountDownLatch done = new CountDownLatch(1);
        private long[] nanos = new long[1024];
        private int count;
        private long errors;
        private long ended;
        private @Nullable String firstError;

        Client(int number, Worker worker, Patience patience, CountDownLatch ready, CountDownLatch go) {
            this.thread = Thread.ofPlatform().name("client-" + number).unstarted(() -> {
                @Nullable Work work = null;
                try {
                    work = worker.of(number);
                } catch (Exception e) {
                    failed(e);
                }
                ready.countDown();
                try {
                    go.await();
                    if (work != null) {
                        work(work, patience.from(System.nanoTime()));
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    ended = System.nanoTime();
                    done.countDown();
                }
                if (work != null) {
                    end(work);
                }
            });
        }

        private void work(Work work, BooleanSupplier goOn) {
            int inARow = 0;
            while (goOn.getAsBoolean() && inARow < FAILURES_MAX) {
                long from = System.nanoTime();
                try {
                    work.once();
                    note(System.nanoTime() - from);
                    inARow = 0;
                } catch (Exception e) {
                    failed(e);
                    inARow++;
                }
            }
        }

        private void end(Work work) {
            try {
                work.end();
            } catch (Exception e) {
                failed(e);
            }
        }

        private void note(long took) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = took;
        }

        private void failed(Exception e) {
            errors++;
            if (firstError == null) {
                firstError = String.valueOf(e.getMessage());
            }
        }
    }
}
