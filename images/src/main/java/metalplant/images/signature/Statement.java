package metalplant.images.signature;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import metalplant.federation.value.Bytes;
import metalplant.images.files.Trees;
import metalplant.images.oci.Digest;
import metalplant.model.Problem;

/**
 * What a signature says: this archive is this image of this version, and this is what it is made of.
 *
 * @param name of the image
 * @param version of it
 * @param manifest what a container engine calls it
 * @param archive SHA-256 of the file
 * @param bill SHA-256 of the bill of materials
 */
public record Statement(String name, String version, Digest manifest, Digest archive, Digest bill) {
    private static final String FIRST = "metal-plant container 1";
    private static final List<String> KEYS = List.of("name", "version", "manifest", "archive", "bill", "signature");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_-]{0,99}");

    public Statement {
        if (!WORD.matcher(name).matches() || !WORD.matcher(version).matches()) {
            throw Problem.bad("an image is named by letters, digits, dots and dashes, not \"%s\" \"%s\""
                    .formatted(name, version));
        }
    }

    /** The text of a signature file: the statement, a line each, and the signature over exactly these lines. */
    public String signed(SigningKey key) {
        var signature = key.signer().sign(text().getBytes(StandardCharsets.UTF_8));
        return text() + "signature " + Base64.getEncoder().encodeToString(signature.toArray()) + "\n";
    }

    /**
     * Reads a signature file.
     *
     * @throws Problem BAD_REQUEST if it is none; RULE_VIOLATED if it is not by this key
     */
    public static Statement verified(Path file, PublicKey key) {
        var lines = Trees.read(file).split("\n", -1);
        if (lines.length != KEYS.size() + 2 || !lines[0].equals(FIRST) || !lines[lines.length - 1].isEmpty()) {
            throw Problem.bad(file + " is no signature of a container");
        }
        var statement = new Statement(
                value(file, lines, 0),
                value(file, lines, 1),
                Digest.parse(value(file, lines, 2)),
                Digest.parse(value(file, lines, 3)),
                Digest.parse(value(file, lines, 4)));
        if (!key.verifies(statement.text().getBytes(StandardCharsets.UTF_8), signature(value(file, lines, 5)))) {
            throw Problem.refused(
                    "%s is not signed by the key %s: take the images and their key.pub from who built them, or give the right key by --key"
                            .formatted(file, key.fingerprint()));
        }
        return statement;
    }

    private static Bytes signature(String text) {
        try {
            return Bytes.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Bytes.of(new byte[0]);
        }
    }

    private static String value(Path file, String[] lines, int index) {
        var start = KEYS.get(index) + " ";
        if (!lines[index + 1].startsWith(start)) {
            throw Problem.bad(
                    "%s is no signature of a container: line %d is not \"%s...\"".formatted(file, index + 2, start));
        }
        return lines[index + 1].substring(start.length());
    }

    private String text() {
        return "%s\nname %s\nversion %s\nmanifest %s\narchive %s\nbill %s\n"
                .formatted(FIRST, name, version, manifest.text(), archive.text(), bill.text());
    }
}
