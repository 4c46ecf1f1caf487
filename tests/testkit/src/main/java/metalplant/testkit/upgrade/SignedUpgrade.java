package metalplant.testkit.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Upgrade files as the build of the image packs them, with the program {@code tar}, but of a MiB or less. */
public final class SignedUpgrade {
    public static final int ROOT_BYTES = 300_000;
    public static final int TREE_BYTES = 8_192;
    public static final int KERNEL_BYTES = 70_001;

    private final KeyPair key = newKey();
    private final Path folder;

    /** @param folder for the parts; each file gets one of its own in it */
    public SignedUpgrade(Path folder) {
        this.folder = folder;
    }

    public KeyPair key() {
        return key;
    }

    /** Another key than that of the file. */
    public static KeyPair newKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The root hash that a version has here. */
    public static String roothash(String version) {
        return sha256(version.getBytes(UTF_8));
    }

    /** A good file. */
    public Path file(String version) {
        return file(version, "amd64", 1, ROOT_BYTES);
    }

    /** A file that is signed and well-formed. */
    public Path file(String version, String architecture, int schemaLevel, int rootBytes) {
        try {
            var parts = Files.createDirectories(
                    folder.resolve("upgrade-" + version + "-" + architecture + schemaLevel + rootBytes));
            var lines = new ArrayList<String>();
            lines.add(
                    "\"product\": \"metal-plant\", \"version\": \"%s\", \"architecture\": \"%s\", \"schemaLevel\": %d, \"roothash\": \"%s\""
                            .formatted(version, architecture, schemaLevel, roothash(version)));
            lines.add(part(parts, "root", "root.erofs", version, rootBytes));
            lines.add(part(parts, "verity", "root.verity", version, TREE_BYTES));
            lines.add(part(parts, "kernel", "uki.efi", version, KERNEL_BYTES));
            var manifest = ("{\n" + String.join(",\n", lines) + "\n}\n").getBytes(UTF_8);
            Files.write(parts.resolve("manifest.json"), manifest);
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.getPrivate());
            signature.update(manifest);
            Files.write(parts.resolve("manifest.sig"), signature.sign());
            var file = folder.resolve(parts.getFileName() + ".upgrade");
            run(parts, file);
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(Path parts, Path file) throws IOException {
        var command = List.of(
                "tar",
                "--format=ustar",
                "-cf",
                file.toString(),
                "-C",
                parts.toString(),
                "manifest.json",
                "manifest.sig",
                "root.erofs",
                "root.verity",
                "uki.efi");
        try {
            var tar = new ProcessBuilder(command).inheritIO().start();
            if (!tar.waitFor(1, TimeUnit.MINUTES) || tar.exitValue() != 0) {
                throw new IOException("tar failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The bytes of a part of a version. */
    public static byte[] bytes(String version, String name, int length) {
        var bytes = new byte[length];
        new Random(version.hashCode() * 31L + name.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private static String part(Path parts, String name, String file, String version, int length) throws IOException {
        var bytes = bytes(version, name, length);
        Files.write(parts.resolve(file), bytes);
        return "\"%s\": {\"size\": %d, \"sha256\": \"%s\"}".formatted(name, length, sha256(bytes));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
