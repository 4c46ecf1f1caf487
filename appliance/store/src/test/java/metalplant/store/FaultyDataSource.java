package metalplant.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source that does to each next connection what was planned for it, and nothing once the plan is used up. */
public final class FaultyDataSource extends DataSourceProxy {
    private final Plan plan;

    public FaultyDataSource(DataSource real, Plan plan) {
        super(real);
        this.plan = plan;
    }

    /** What can go wrong with one transaction. */
    public enum Fault {
        NONE,
        NO_CONNECTION("08001"),
        CONFLICT_AT_STATEMENT("40001"),
        DEADLOCK_AT_STATEMENT("40P01"),
        UNIQUE_AT_STATEMENT("23505"),
        TIMEOUT_AT_STATEMENT("57014"),
        STALE_PLAN_AT_STATEMENT("0A000"),
        REFUSED_AT_STATEMENT("42601"),
        LOST_AT_STATEMENT("08006"),
        FULL_AT_STATEMENT("53100"),
        CONFLICT_AT_COMMIT("40001"),
        REFUSED_AT_COMMIT("23514"),
        /** The server never heard of the commit. */
        LOST_BEFORE_COMMIT("08006"),
        /** The server committed, and nobody heard of it. */
        LOST_AFTER_COMMIT("08006"),
        /** As {@link #LOST_AFTER_COMMIT}, as a server says it that goes down. */
        SHUTDOWN_AFTER_COMMIT("57P01"),
        CLOSE_FAILS("08006");

        private final String state;

        Fault() {
            this("");
        }

        Fault(String state) {
            this.state = state;
        }

        SQLException exception() {
            return new SQLException("injected " + this + ": cached plan must not change result type", state);
        }

        boolean atStatement() {
            return name().endsWith("_AT_STATEMENT");
        }
    }

    /** What happens to the next connections, one fault each. */
    public static final class Plan {
        private final Queue<Fault> next = new ConcurrentLinkedQueue<>();
        private final AtomicInteger connections = new AtomicInteger();
        private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

        public void add(Fault... faults) {
            next.addAll(List.of(faults));
        }

        /** What others do, once, while the next one waits for a connection that it does not get. */
        public void whileWaiting(Runnable others) {
            meanwhile.set(others);
        }

        /** Connections asked for so far. */
        public int connections() {
            return connections.get();
        }

        /** Whether all that was planned has happened. */
        public boolean done() {
            return next.isEmpty();
        }

        private Fault take() {
            connections.incrementAndGet();
            var fault = next.poll();
            return fault == null ? Fault.NONE : fault;
        }
    }

    @Override
    Calls calls() throws SQLException {
        var fault = plan.take();
        if (fault == Fault.NO_CONNECTION) {
            plan.meanwhile.getAndSet(() -> {}).run();
            throw fault.exception();
        }
        return new FaultyCalls(fault);
    }

    private record FaultyCalls(Fault fault) implements Calls {
        @Override
        public @Nullable Object execute(Real real) throws SQLException {
            if (fault.atStatement()) {
                throw fault.exception();
            }
            return real.run();
        }

        @Override
        public void commit(Connection connection) throws SQLException {
            switch (fault) {
                case CONFLICT_AT_COMMIT, REFUSED_AT_COMMIT, LOST_BEFORE_COMMIT -> connection.rollback();
                default -> connection.commit();
            }
            switch (fault) {
                case CONFLICT_AT_COMMIT,
                        REFUSED_AT_COMMIT,
                        LOST_BEFORE_COMMIT,
                        LOST_AFTER_COMMIT,
                        SHUTDOWN_AFTER_COMMIT -> throw fault.exception();
                default -> {}
            }
        }

        @Override
        public void close(Connection connection) throws SQLException {
            connection.close();
            if (fault == Fault.CLOSE_FAILS) {
                throw fault.exception();
            }
        }
    }
}
