package metalplant.cli.moving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import metalplant.cli.api.PlantApi;

/** How a thing of the other one is made here. */
enum Making {
    /** As everybody creates one. */
    CREATED {
        @Override
        PlantApi.Answer make(PlantApi target, Kind kind, JsonNode document) {
            return target.put(kind.path(), kind.shape(document));
        }
    },
    /** As everybody takes a certain address. */
    ADDRESS {
        @Override
        PlantApi.Answer make(PlantApi target, Kind kind, JsonNode document) {
            var address = URLEncoder.encode(kind.id(document), StandardCharsets.UTF_8);
            return target.post("v1/ip/allocate/" + address, kind.shape(document));
        }
    },
    /** A network that only a plant can make as it is. */
    IMPORTED {
        @Override
        PlantApi.Answer make(PlantApi target, Kind kind, JsonNode document) {
            return target.put("v1/plant/import/network", document);
        }
    },
    /** The document of a machine and what it says of its controller, apart from each other. */
    MACHINE {
        @Override
        PlantApi.Answer make(PlantApi target, Kind kind, JsonNode document) {
            ObjectNode machine = document.deepCopy();
            var body = JsonNodeFactory.instance.objectNode();
            body.set("ipmi", machine.remove("ipmi"));
            body.set("machine", machine);
            return target.put("v1/plant/import/machine", body);
        }
    },
    /** A switch with its ports and what is at them. */
    SWITCH {
        @Override
        PlantApi.Answer make(PlantApi target, Kind kind, JsonNode document) {
            return target.put("v1/plant/import/switch", document);
        }
    };

    /** Makes it; a refusal is an answer. */
    abstract PlantApi.Answer make(PlantApi target, Kind kind, JsonNode document);
}
