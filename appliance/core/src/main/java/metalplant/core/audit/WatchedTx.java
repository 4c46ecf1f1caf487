package metalplant.core.audit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.core.store.Tx;
import metalplant.model.Entity;
import metalplant.model.ip.Ip;
import metalplant.model.machine.Machine;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one try of a transaction, which remembers what was read and notes what is written. One handler stands before all tables, because they
 * have dozens of queries between them and four verbs that matter.
 */
final class WatchedTx {
    /** Tables whose rows are somebody's: what else a transaction writes follows from these. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("regions", "region"),
            Map.entry("zones", "zone"),
            Map.entry("partitions", "partition"),
            Map.entry("images", "image"),
            Map.entry("sizes", "size"),
            Map.entry("sizeReservations", "size-reservation"),
            Map.entry("sizeImageConstraints", "size-image-constraint"),
            Map.entry("filesystemLayouts", "filesystemlayout"),
            Map.entry("tenants", "tenant"),
            Map.entry("projects", "project"),
            Map.entry("networks", "network"),
            Map.entry("ips", "ip"),
            Map.entry("machines", "machine"),
            Map.entry("orders", "order"),
            Map.entry("peerings", "peering"),
            Map.entry("switches", "switch"));

    private static final int REMEMBERED_MAX = 10_000;
    private static final int CHANGES_MAX = 100;

    private final Tx tx;
    private final Tx watched;
    private final Map<String, Object> read = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();

    WatchedTx(Tx tx) {
        this.tx = tx;
        this.watched = (Tx) Proxy.newProxyInstance(
                Tx.class.getClassLoader(), new Class<?>[] {Tx.class}, (_, method, arguments) -> {
                    var result = call(tx, method, arguments);
                    var kind = KINDS.get(method.getName());
                    return kind == null || result == null ? result : table(kind, method.getReturnType(), result);
                });
    }

    /** For the work. */
    Tx tx() {
        return watched;
    }

    /** What was written, in order; the first hundred. */
    List<Change> changes() {
        return List.copyOf(changes);
    }

    private Object table(String kind, Class<?> type, Object table) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
            var result = call(table, method, arguments);
            switch (method.getName()) {
                case "insert" -> inserted(kind, arguments[0], result);
                case "insertAll" -> ((Collection<?>) arguments[0]).forEach(each -> note(kind, each, Optional.of(each)));
                case "update" -> note(kind, arguments[0], Optional.ofNullable(result));
                case "delete" -> note(kind, arguments[0], Optional.empty());
                default -> remember(kind, result);
            }
            return result;
        });
    }

    private void inserted(String kind, Object entity, @Nullable Object result) {
        if (!Boolean.FALSE.equals(result)) {
            note(kind, entity, Optional.of(result == null || result instanceof Boolean ? entity : result));
        }
    }

    private void note(String kind, Object entity, Optional<Object> after) {
        var id = id(entity);
        if (changes.size() < CHANGES_MAX) {
            changes.add(new Change(kind, id, Optional.ofNullable(read.get(kind + " " + id)), after));
        }
        if (after.isPresent()) {
            read.put(kind + " " + id, after.get());
        } else {
            read.remove(kind + " " + id);
        }
    }

    private void remember(String kind, @Nullable Object result) {
        switch (result) {
            case Optional<?> maybe -> maybe.ifPresent(each -> remember(kind, each));
            case Collection<?> all when all.size() <= REMEMBERED_MAX -> all.forEach(each -> remember(kind, each));
            case Entity<?> entity -> read.putIfAbsent(kind + " " + entity.id(), entity);
            case Machine machine -> read.putIfAbsent(kind + " " + machine.id(), machine);
            case Ip ip -> read.putIfAbsent(kind + " " + id(ip), ip);
            case null, default -> {
                // Nothing that could be written back.
            }
        }
    }

    /** Of an entity, or the id itself where a table wants no more. */
    private static String id(Object entity) {
        return switch (entity) {
            case Entity<?> each -> each.id();
            case Machine machine -> machine.id();
            case Ip ip -> ip.address().toString();
            default -> entity.toString();
        };
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    @Override
    public String toString() {
        return "WatchedTx[" + tx + "]";
    }
}
