package metalplant.router.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import metalplant.model.network.Network;
import metalplant.wire.WireJson;

/** Tells networks that all plants know from those of one plant, by their documents. */
final class SharedRows {
    private SharedRows() {}

    /** Whether it belongs to no partition and to no project, and nobody said that it is local to its plant. */
    static boolean isShared(byte[] document) {
        if (isNamed(Keys.of(document, "partitionid").orElse(""))) {
            return false;
        }
        try {
            var network = WireJson.mapper().readTree(document);
            return network.isObject()
                    && !isNamed(text(network, "projectid"))
                    && !isNamed(text(network, "parentnetworkid"))
                    && !text(network.path("labels"), Network.LOCAL_ONLY_LABEL).equals("true");
        } catch (IOException _) {
            // Whoever wants the list shall see it.
            return false;
        }
    }

    private static boolean isNamed(String id) {
        return !id.isEmpty();
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }
}
