package metalplant.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Counts the statements that go through it. */
public final class CountingSource {
    private final AtomicInteger statements = new AtomicInteger();

    /** Puts itself in front of {@code source}. */
    public DataSource around(DataSource source) {
        return proxy(DataSource.class, (_, method, args) -> {
            var result = invoke(source, method, args);
            return result instanceof Connection connection ? around(connection) : result;
        });
    }

    private Connection around(Connection connection) {
        return proxy(Connection.class, (_, method, args) -> {
            if (method.getName().equals("prepareStatement")) {
                statements.incrementAndGet();
            }
            return invoke(connection, method, args);
        });
    }

    private static Object invoke(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** How many statements {@code work} needs. */
    public int during(Runnable work) {
        int before = statements.get();
        work.run();
        return statements.get() - before;
    }
}
