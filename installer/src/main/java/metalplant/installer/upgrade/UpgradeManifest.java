package metalplant.installer.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import metalplant.model.Problem;

/**
 * What an upgrade file says of itself; the build writes it as {@code FILE.json}, and its signature covers every byte of the parts through
 * their hashes.
 *
 * @param version of the image, in the form of {@link VersionOrder}
 * @param architecture amd64 or arm64
 * @param roothash of the hash tree, 64 hexadecimal digits
 * @param schemaLevel the highest level of a database that this version reads
 * @param root the file system of the slot
 * @param verity its hash tree
 * @param kernel what the firmware starts
 */
public record UpgradeManifest(
        String version, String architecture, String roothash, int schemaLevel, Part root, Part verity, Part kernel) {
    private static final Pattern VERSION = Pattern.compile("[0-9a-z][0-9a-z.~-]{0,40}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern ARCHITECTURE = Pattern.compile("amd64|arm64");
    private static final long PART_MAX = 8L << 30;
    private static final int LEVEL_MAX = 9_999;

    /** @param size in bytes @param sha256 in hexadecimal digits */
    public record Part(long size, String sha256) {}

    /** @throws Problem BAD_REQUEST naming what is wrong */
    static UpgradeManifest parse(byte[] json) {
        JsonNode node;
        try {
            node = new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw Problem.bad("the upgrade file's manifest is no JSON").because(e);
        }
        if (!node.path("product").asText().equals("metal-plant")) {
            throw Problem.bad("the upgrade file is not one of metal-plant");
        }
        return new UpgradeManifest(
                text(node, "version", VERSION),
                text(node, "architecture", ARCHITECTURE),
                text(node, "roothash", HASH),
                level(node),
                part(node, "root"),
                part(node, "verity"),
                part(node, "kernel"));
    }

    private static String text(JsonNode node, String name, Pattern pattern) {
        var value = node.path(name).asText();
        if (!node.path(name).isTextual() || !pattern.matcher(value).matches()) {
            throw Problem.bad("the upgrade file's manifest has no good \"%s\"".formatted(name));
        }
        return value;
    }

    private static int level(JsonNode node) {
        var level = node.path("schemaLevel");
        if (!level.isInt() || level.asInt() < 1 || level.asInt() > LEVEL_MAX) {
            throw Problem.bad("the upgrade file's manifest has no good \"schemaLevel\"");
        }
        return level.asInt();
    }

    private static Part part(JsonNode node, String name) {
        var size = node.path(name).path("size");
        if (!size.isIntegralNumber() || size.asLong() < 1 || size.asLong() > PART_MAX) {
            throw Problem.bad("the upgrade file's manifest has no good size of \"%s\"".formatted(name));
        }
        return new Part(size.asLong(), text(node.path(name), "sha256", HASH));
    }

    /** The first digits of the root hash: what a boot entry is found by. */
    public String shortHash() {
        return roothash.substring(0, 12);
    }

    /** The boot entry's name without the count of tries. */
    public String entry() {
        return "metal-plant-%s-%s".formatted(version, shortHash());
    }

    /** The id by which the kernel image finds the slot. */
    public UUID rootId() {
        return half(roothash.substring(0, 32));
    }

    /** The id by which the kernel image finds the hash tree. */
    public UUID verityId() {
        return half(roothash.substring(32));
    }

    /** 32 hexadecimal digits as an id. */
    static UUID half(String digits) {
        return new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16));
    }
}
