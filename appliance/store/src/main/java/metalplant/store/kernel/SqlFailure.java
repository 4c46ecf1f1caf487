package metalplant.store.kernel;

import java.sql.SQLException;

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

    /** The two engines' word for "run the transaction again": serialization failure and deadlock. */
    public boolean retryable() {
        return state().equals("40001") || state().equals("40P01");
    }

    /** A unique key was taken; under SERIALIZABLE this can be the visible form of a race. */
    public boolean uniqueViolation() {
        return state().equals("23505");
    }

    /** The connection or the server went away. */
    public boolean connectionLost() {
        var state = state();
        return state.startsWith("08") || state.startsWith("57P") || state.equals("40003") || state.startsWith("53");
    }

    /** The statement ran longer than allowed. */
    public boolean timedOut() {
        return state().equals("57014");
    }
}
