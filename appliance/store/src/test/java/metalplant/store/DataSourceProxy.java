package metalplant.store;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source that hands out connections whose calls go through {@link Calls}. */
abstract class DataSourceProxy implements DataSource {
    private final DataSource real;

    DataSourceProxy(DataSource real) {
        this.real = real;
    }

    /** Runs the real call. */
    interface Real {
        @Nullable
        Object run() throws SQLException;
    }

    /** What happens instead of the real calls of one connection. */
    interface Calls {
        default @Nullable Object prepare(String sql, Real real) throws SQLException {
            return real.run();
        }

        default @Nullable Object execute(Real real) throws SQLException {
            return real.run();
        }

        default void commit(Connection connection) throws SQLException {
            connection.commit();
        }

        default void close(Connection connection) throws SQLException {
            connection.close();
        }
    }

    /** Called for each connection before it is opened. */
    abstract Calls calls() throws SQLException;

    @Override
    public final Connection getConnection() throws SQLException {
        var calls = calls();
        return connection(real.getConnection(), calls);
    }

    private static Connection connection(Connection real, Calls calls) {
        return proxy(Connection.class, real, (method, args, call) -> switch (method) {
            case "prepareStatement" -> calls.prepare((String) args[0], () -> statement(call, calls));
            case "commit" -> {
                calls.commit(real);
                yield null;
            }
            case "close" -> {
                calls.close(real);
                yield null;
            }
            default -> call.run();
        });
    }

    private static PreparedStatement statement(Real prepare, Calls calls) throws SQLException {
        return proxy(
                PreparedStatement.class,
                (PreparedStatement) Objects.requireNonNull(prepare.run()),
                (method, _, call) -> method.startsWith("execute") ? calls.execute(call) : call.run());
    }

    private interface Handler {
        @Nullable
        Object handle(String method, Object[] args, Real call) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T real, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, args) -> handler.handle(method.getName(), args, () -> {
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getCause());
                    } catch (IllegalAccessException e) {
                        throw new SQLException(e);
                    }
                })));
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return real.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        real.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        real.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return real.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return real.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return real.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return real.isWrapperFor(type);
    }
}
