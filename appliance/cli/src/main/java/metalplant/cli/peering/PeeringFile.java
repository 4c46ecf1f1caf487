package metalplant.cli.peering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import metalplant.model.Problem;
import metalplant.wire.peering.PeeringBgp;
import metalplant.wire.peering.PeeringRequest;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Peerings in a file, as the proposal writes them. */
final class PeeringFile {
    static final int SIZE_MAX = 256 * 1024;

    private static final int DOCUMENTS_MAX = 256;
    private static final String VERSION = "metal-stack.io/v1";
    private static final String KIND = "Peering";

    private PeeringFile() {}

    /** All of them; @throws Problem BAD_REQUEST with the number of the document that cannot be */
    static List<PeeringRequest> read(String text) {
        if (text.length() > SIZE_MAX) {
            throw Problem.bad("the file is larger than %d KiB".formatted(SIZE_MAX / 1024));
        }
        // Only plain values are ever made, and nothing that is written once is read many times.
        var settings = LoadSettings.builder()
                .setCodePointLimit(SIZE_MAX)
                .setMaxAliasesForCollections(0)
                .build();
        var found = new ArrayList<PeeringRequest>();
        try {
            int number = 0;
            for (var document : new Load(settings).loadAllFromString(text)) {
                number++;
                if (number > DOCUMENTS_MAX) {
                    throw Problem.bad("a file has at most %d documents".formatted(DOCUMENTS_MAX));
                }
                if (document != null) {
                    found.add(peering(new Part("document " + number, document)));
                }
            }
        } catch (YamlEngineException e) {
            throw Problem.bad("this is not YAML: " + e.getMessage());
        }
        if (found.isEmpty()) {
            throw Problem.bad("the file has no peering");
        }
        return found;
    }

    private static PeeringRequest peering(Part document) {
        document.knows("apiVersion", "kind", "metadata", "spec");
        document.is("apiVersion", VERSION);
        document.is("kind", KIND);
        var metadata = document.part("metadata");
        metadata.knows("name");
        var spec = document.part("spec");
        spec.knows("network1", "network2", "peeringType", "bgp");
        var name = metadata.text("name");
        if (name == null) {
            throw Problem.bad("%s needs metadata.name".formatted(document.path()));
        }
        return new PeeringRequest(
                name,
                null,
                null,
                spec.text("network1"),
                spec.text("network2"),
                spec.text("peeringType"),
                spec.has("bgp") ? bgp(spec.part("bgp")) : null,
                null,
                null);
    }

    private static PeeringBgp bgp(Part bgp) {
        bgp.knows("local", "remote");
        var local = bgp.part("local");
        local.knows("as", "cidr", "port");
        var remote = bgp.part("remote");
        remote.knows("as", "cidr");
        return new PeeringBgp(
                new PeeringBgp.End(local.number("as"), local.text("cidr"), local.text("port")),
                new PeeringBgp.End(remote.number("as"), remote.text("cidr"), null));
    }

    /** A mapping, and where it stands. */
    private static final class Part {
        private final String path;
        private final Map<String, @Nullable Object> fields = new TreeMap<>();

        Part(String path, @Nullable Object value) {
            this.path = path;
            if (!(value instanceof Map<?, ?> map)) {
                throw Problem.bad("%s must be a mapping of keys to values".formatted(path));
            }
            map.forEach((key, field) -> fields.put(String.valueOf(key), field));
        }

        String path() {
            return path;
        }

        void knows(String... keys) {
            var known = Set.of(keys);
            fields.keySet().stream()
                    .filter(key -> !known.contains(key))
                    .findFirst()
                    .ifPresent(key -> {
                        throw Problem.bad("%s has the unknown key %s".formatted(path, key));
                    });
        }

        void is(String key, String wanted) {
            if (!wanted.equals(fields.get(key))) {
                throw Problem.bad("%s: %s must be %s".formatted(path, key, wanted));
            }
        }

        boolean has(String key) {
            return fields.get(key) != null;
        }

        Part part(String key) {
            return new Part(path + ": " + key, fields.get(key));
        }

        @Nullable
        String text(String key) {
            var value = fields.get(key);
            if (value instanceof Map || value instanceof List) {
                throw Problem.bad("%s: %s must be a text".formatted(path, key));
            }
            return value == null ? null : value.toString();
        }

        @Nullable
        Long number(String key) {
            var value = fields.get(key);
            if (value == null) {
                return null;
            }
            if (value instanceof Integer || value instanceof Long) {
                return ((Number) value).longValue();
            }
            throw Problem.bad("%s: %s must be a number".formatted(path, key));
        }
    }
}
