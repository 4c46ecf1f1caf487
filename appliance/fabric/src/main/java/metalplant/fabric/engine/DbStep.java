package metalplant.fabric.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One change of CONFIG_DB. Each can be repeated. */
public sealed interface DbStep {
    /** The row whose change it is. */
    String key();

    /** Fields that get these values; others of the row stay. */
    record Put(String key, SortedMap<String, String> fields) implements DbStep {
        public Put {
            fields = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(fields));
        }
    }

    /** A row that goes. */
    record Delete(String key) implements DbStep {}

    /**
     * Which changes make of the rows that are there the wanted ones, in the order that SONiC needs: what refers goes before what it refers
     * to, and comes after it.
     *
     * @param owned of which keys rows that are not wanted go
     */
    static List<DbStep> between(Rows running, Rows wanted, Predicate<String> owned) {
        var deletes = new ArrayList<DbStep>();
        for (var key : running.byKey().keySet()) {
            boolean unwanted = owned.test(key) && !wanted.byKey().containsKey(key);
            if (unwanted || isBoundElsewhere(key, running, wanted)) {
                deletes.add(new Delete(key));
            }
        }
        deletes.sort(Comparator.comparingInt((DbStep step) -> Order.of(step.key()))
                .reversed()
                .thenComparing(DbStep::key, Comparator.reverseOrder()));
        var puts = new ArrayList<DbStep>();
        wanted.byKey().forEach((key, fields) -> {
            var had = isBoundElsewhere(key, running, wanted)
                    ? null
                    : running.byKey().get(key);
            var changed = new TreeMap<String, String>();
            fields.forEach((name, value) -> {
                if (had == null || !value.equals(had.get(name))) {
                    changed.put(name, value);
                }
            });
            if (had == null || !changed.isEmpty()) {
                puts.add(new Put(key, changed));
            }
        });
        puts.sort(Comparator.comparingInt((DbStep step) -> Order.of(step.key())).thenComparing(DbStep::key));
        deletes.addAll(puts);
        return List.copyOf(deletes);
    }

    /** An interface does not move from one VRF to another: it leaves the one and comes to the other. */
    private static boolean isBoundElsewhere(String key, Rows running, Rows wanted) {
        var is = running.byKey().get(key);
        var shall = wanted.byKey().get(key);
        return is != null
                && shall != null
                && (key.startsWith("INTERFACE|")
                        || key.startsWith("VLAN_INTERFACE|")
                        || key.startsWith("VLAN_SUB_INTERFACE|"))
                && !vrf(is).equals(vrf(shall));
    }

    private static String vrf(Map<String, String> fields) {
        return fields.getOrDefault("vrf_name", "");
    }

    /** The rows after these changes. */
    static Rows applied(Rows running, List<DbStep> steps) {
        var rows = new TreeMap<String, SortedMap<String, String>>();
        running.byKey().forEach((key, fields) -> rows.put(key, new TreeMap<>(fields)));
        for (var step : steps) {
            switch (step) {
                case Put put ->
                    rows.computeIfAbsent(put.key(), _ -> new TreeMap<>()).putAll(put.fields());
                case Delete delete -> rows.remove(delete.key());
            }
        }
        return new Rows(rows);
    }

    /** In which order tables come. */
    enum Order {
        PORT,
        VRF,
        VLAN,
        VLAN_INTERFACE,
        SUPPRESS_VLAN_NEIGH,
        VXLAN_TUNNEL_MAP,
        INTERFACE,
        INTERFACE_ADDRESS,
        VLAN_SUB_INTERFACE,
        VLAN_SUB_INTERFACE_ADDRESS,
        VLAN_MEMBER;

        static int of(String key) {
            var parts = key.split("\\|", -1);
            if (parts.length > 2 && (parts[0].equals("INTERFACE") || parts[0].equals("VLAN_SUB_INTERFACE"))) {
                return valueOf(parts[0] + "_ADDRESS").ordinal();
            }
            return valueOf(parts[0]).ordinal();
        }
    }
}
