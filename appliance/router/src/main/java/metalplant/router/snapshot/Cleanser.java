package metalplant.router.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import metalplant.router.table.Entity;

/** Takes out of a document what may not lie on another plant's disk, and marks it as old. */
final class Cleanser {
    static final String STALE_SINCE = "plant.metal-stack.io/stale-since";

    private static final Set<String> SECRET = Set.of("user_data", "auth_key", "ipmi", "userdata");

    private Cleanser() {}

    /** Removes BMC data, passwords, VPN keys and user data at any depth. */
    static void clean(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(object.properties().stream()
                    .map(java.util.Map.Entry::getKey)
                    .filter(Cleanser::secret)
                    .toList());
        }
        node.forEach(Cleanser::clean);
    }

    private static boolean secret(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return SECRET.contains(lower) || lower.contains("password") || lower.contains("secret");
    }

    /** Says in the place where clients look for such things since when nobody has looked. */
    static void mark(ObjectNode document, Entity entity, String since) {
        switch (entity.stale()) {
            case TAG -> tags(document).add(STALE_SINCE + "=" + since);
            case LABEL -> labels(document).put(STALE_SINCE, since);
            case NEVER -> {}
        }
    }

    private static ArrayNode tags(ObjectNode document) {
        return document.get("tags") instanceof ArrayNode there ? there : document.putArray("tags");
    }

    private static ObjectNode labels(ObjectNode document) {
        return document.get("labels") instanceof ObjectNode there ? there : document.putObject("labels");
    }

    /** Documents that have a home elsewhere are never kept. */
    static List<Entity> kept() {
        return java.util.Arrays.stream(Entity.values())
                .filter(entity -> !entity.mirrored())
                .toList();
    }
}
