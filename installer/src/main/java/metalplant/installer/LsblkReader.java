package metalplant.installer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import metalplant.model.Problem;

/** Reads what {@code lsblk} prints: a function of a text. */
public final class LsblkReader {
    /** Columns that {@link #read} wants. */
    public static final String COLUMNS = "PATH,TYPE,SERIAL,MODEL,SIZE,LOG-SEC,RO,RM,HOTPLUG,PARTLABEL,MOUNTPOINTS";

    private static final int DISKS_MAX = 1024;

    private LsblkReader() {}

    /** The disks in the order of the text: no loop devices, no optical drives, none of size 0. */
    public static List<DiskFacts> read(String json) {
        try {
            var disks = new ArrayList<DiskFacts>();
            for (var node : new ObjectMapper().readTree(json).path("blockdevices")) {
                if (node.path("type").asText().equals("disk")
                        && node.path("size").asLong() > 0) {
                    disks.add(disk(node));
                }
                if (disks.size() > DISKS_MAX) {
                    throw Problem.bad("lsblk names more than %d disks".formatted(DISKS_MAX));
                }
            }
            return List.copyOf(disks);
        } catch (JsonProcessingException e) {
            throw Problem.bad("what lsblk printed cannot be read").because(e);
        }
    }

    private static DiskFacts disk(JsonNode node) {
        var partitions = new ArrayList<String>();
        var uses = new ArrayList<String>(mounts(node));
        for (var child : node.path("children")) {
            if (child.path("type").asText().equals("part")) {
                partitions.add(text(child, "partlabel"));
            }
            uses(child, uses);
        }
        return new DiskFacts(
                text(node, "path"),
                text(node, "serial"),
                text(node, "model"),
                node.path("size").asLong(),
                node.path("log-sec").asInt(Gpt.SECTOR),
                node.path("ro").asBoolean(),
                node.path("rm").asBoolean() || node.path("hotplug").asBoolean(),
                partitions,
                uses);
    }

    /** Mounts of a partition and of all that is built on it; a device on top of it is a use even without a mount. */
    private static void uses(JsonNode node, List<String> uses) {
        uses.addAll(mounts(node));
        for (var child : node.path("children")) {
            var before = uses.size();
            uses(child, uses);
            if (uses.size() == before) {
                uses.add(text(child, "path"));
            }
        }
    }

    private static List<String> mounts(JsonNode node) {
        var found = new ArrayList<String>();
        for (var mount : node.path("mountpoints")) {
            if (mount.isTextual()) {
                found.add(mount.asText());
            }
        }
        return found;
    }

    private static String text(JsonNode node, String name) {
        var value = node.path(name);
        return value.isTextual() ? value.asText().strip() : "";
    }
}
