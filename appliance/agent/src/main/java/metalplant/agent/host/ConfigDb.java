package metalplant.agent.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import metalplant.agent.host.SwitchHost.Database;
import metalplant.fabric.engine.DbStep;
import metalplant.fabric.engine.Rows;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** CONFIG_DB of SONiC in its Redis. Only tables that the agent writes are read. */
public final class ConfigDb {
    private static final String DATABASE = "4";
    /** What a row without fields has, because Redis keeps no empty ones. */
    private static final String NOTHING = "NULL";

    private static final List<String> TABLES = List.of(
            "PORT",
            "VRF",
            "VLAN",
            "VLAN_INTERFACE",
            "SUPPRESS_VLAN_NEIGH",
            "VXLAN_TUNNEL_MAP",
            "INTERFACE",
            "VLAN_MEMBER");
    private static final int ROWS_MAX = 50_000;

    private final Path socket;

    public ConfigDb(Path socket) {
        this.socket = socket;
    }

    private interface Work<T> {
        T with(Redis redis) throws IOException;
    }

    private <T> T in(Work<T> work) {
        try (var redis = new Redis(socket)) {
            redis.ask("SELECT", DATABASE);
            return work.with(redis);
        } catch (IOException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "CONFIG_DB at %s: %s".formatted(socket, e.getMessage()))
                    .because(e);
        }
    }

    /**
     * All of it that matters.
     *
     * @throws Problem RULE_VIOLATED if the base of the switch is missing, or something else writes FRR's configuration
     */
    public Database read() {
        return in(redis -> {
            var mode = redis.ask("HGET", "DEVICE_METADATA|localhost", "docker_routing_config_mode");
            if (mode.contains("unified") || mode.contains("separated")) {
                throw Problem.refused(
                        "SONiC itself writes FRR's configuration here (docker_routing_config_mode %s): set it to split-unified"
                                .formatted(mode.getFirst()));
            }
            var tunnels = redis.ask("KEYS", "VXLAN_TUNNEL|*");
            if (tunnels.size() != 1 || redis.ask("KEYS", "VXLAN_EVPN_NVO|*").size() != 1) {
                throw Problem.refused(
                        "CONFIG_DB must have exactly one VXLAN_TUNNEL and one VXLAN_EVPN_NVO: load the base configuration");
            }
            return new Database(rows(redis), tunnels.getFirst().substring("VXLAN_TUNNEL|".length()));
        });
    }

    private static Rows rows(Redis redis) throws IOException {
        var rows = new TreeMap<String, SortedMap<String, String>>();
        for (var table : TABLES) {
            for (var key : redis.ask("KEYS", table + "|*")) {
                if (rows.size() == ROWS_MAX) {
                    throw new IOException("more than %d rows".formatted(ROWS_MAX));
                }
                var words = redis.ask("HGETALL", key);
                var fields = new TreeMap<String, String>();
                for (int i = 0; i + 1 < words.size(); i += 2) {
                    if (!words.get(i).equals(NOTHING)) {
                        fields.put(words.get(i), words.get(i + 1));
                    }
                }
                rows.put(key, fields);
            }
        }
        return new Rows(rows);
    }

    /** Carries them out, in order; each may have been before. */
    public void change(List<DbStep> steps) {
        in(redis -> {
            for (var step : steps) {
                switch (step) {
                    case DbStep.Delete delete -> redis.ask("DEL", delete.key());
                    case DbStep.Put put -> {
                        var words = new ArrayList<>(List.of("HSET", put.key()));
                        put.fields().forEach((name, value) -> {
                            words.add(name);
                            words.add(value);
                        });
                        if (put.fields().isEmpty()) {
                            words.addAll(List.of(NOTHING, NOTHING));
                        }
                        redis.ask(words.toArray(String[]::new));
                    }
                }
            }
            return steps;
        });
    }
}
