package metalplant.store.kernel;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;

/** A failed statement on its way to the transactor, which alone decides what it means. Never leaves the store. */
public final class SqlFailure extends RuntimeException {
    private final SQLException sqlException;

    public SqlFailure(String statement, SQLException cause) {
        super(statement + ": " + cause.getMessage(), cause);
        this.sqlException = cause;
    }

    /** Five characters; "" when the driver gave none. */
    public String state() {
        var state = sqlException.getSQLState();
        return state == null ? "" : state;
    }

    /**
     * The transaction did not happen and may run again: serialization failure, deadlock, a lock that was not to be had, and a
     * prepared statement that outlived a migration.
     */
    public boolean retryable() {
        return switch (state()) {
            case "40001", "40P01", "55P03" -> true;
            case "0A000" ->
                String.valueOf(sqlException.getMessage()).contains("cached plan must not change result type");
            default -> false;
        };
    }

    /** A unique key was taken; under SERIALIZABLE this can be the visible form of a race. */
    public boolean uniqueViolation() {
        return state().equals("23505");
    }

    /** The connection or the server went away, or the server cannot work now. Nothing was written unless this came from a commit. */
    public boolean connectionLost() {
        var state = state();
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53")
                || state.startsWith("58")
                || state.equals("40003")
                || sqlException instanceof SQLTransientConnectionException
                || sqlException instanceof SQLNonTransientConnectionException
                || sqlException instanceof SQLRecoverableException;
    }

    /** The disk of the server has no room for what was to be written. */
    public boolean diskFull() {
        return state().equals("53100");
    }

    /** The statement ran longer than allowed. */
    public boolean timedOut() {
        return state().equals("57014");
    }

    /** Somebody else made the same table or index at the same time; IF NOT EXISTS does not prevent it. */
    public boolean alreadyThere() {
        return uniqueViolation() || state().equals("42P07") || state().equals("42710");
    }

    /** Answered by a server that decided against the commit: a constraint, a transaction that had failed before, a rollback. */
    public boolean refusesCommit() {
        var state = state();
        return state.startsWith("23") || state.startsWith("25") || (state.startsWith("40") && !state.equals("40003"));
    }
}
