package metalplant.bootstrap.trips;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import metalplant.model.trace.Traces;

/** Counts what each request waits for, by the thread that serves it; what a plant does by itself is not counted. */
public final class RequestTrips implements Traces {
    private final Map<String, CompletableFuture<Integer>> awaited = new ConcurrentHashMap<>();
    private final ThreadLocal<Deque<AtomicInteger>> requests = ThreadLocal.withInitial(ArrayDeque::new);

    @Override
    public Span begin(Kind kind, String name, Optional<String> traceparent) {
        var open = requests.get();
        if (kind == Kind.DATABASE) {
            var request = open.peek();
            return request == null ? Span.NONE : new Transaction(request);
        }
        var trips = new AtomicInteger();
        open.push(trips);
        return new Request(name, trips);
    }

    /** What the next request of this operation waits for; known when it has ended, which is behind its answer. */
    public Future<Integer> ofNext(String operation) {
        var next = new CompletableFuture<Integer>();
        awaited.put(operation, next);
        return next;
    }

    /** Only its last try counts: who was in the way of the others is chance. */
    private static final class Transaction implements Span {
        private final AtomicInteger request;
        private int own;

        Transaction(AtomicInteger request) {
            this.request = request;
        }

        @Override
        public void roundTrip() {
            request.incrementAndGet();
            own++;
        }

        @Override
        public void again() {
            request.addAndGet(-own);
            own = 0;
        }
    }

    private final class Request implements Span {
        private final String name;
        private final AtomicInteger trips;

        Request(String name, AtomicInteger trips) {
            this.name = name;
            this.trips = trips;
        }

        @Override
        public void close() {
            requests.get().pop();
            var asked = awaited.remove(name);
            if (asked != null) {
                asked.complete(trips.get());
            }
        }
    }
}
