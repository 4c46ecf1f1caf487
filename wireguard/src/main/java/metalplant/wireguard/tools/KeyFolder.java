package metalplant.wireguard.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.wireguard.plan.MemberId;
import metalplant.wireguard.plan.OwnKey;
import metalplant.wireguard.plan.PublicKey;

/**
 * Our private keys: a file per peer and generation, mode 0600 in a folder of mode 0700. Keys come from {@code wg genkey} over a pipe and
 * never appear in an argument, a message or a log.
 */
public final class KeyFolder {
    private static final String FOLDER_MODE = "rwx------";
    private static final String FILE_MODE = "rw-------";
    private static final int FILE_MAX = 64;

    private final Path folder;
    private final Commands commands;

    /** @param folder absolute; made if it is not there */
    public KeyFolder(Path folder, Commands commands) {
        this.folder = folder.toAbsolutePath().normalize();
        this.commands = commands;
    }

    /**
     * The key for a peer and generation, made at the first call and the same ever after.
     *
     * @throws Problem MESH_TOOL_FAILED if it cannot be made, or if others may read it
     */
    public OwnKey key(MemberId peer, int generation) {
        var file = file(peer, generation);
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            checkMode(file);
            return new OwnKey(generation, publicHalf(file), file);
        } catch (IOException e) {
            throw Problem.of(ProblemCode.MESH_TOOL_FAILED, "the key file %s cannot be used".formatted(file))
                    .because(e);
        }
    }

    /** Forgets a key; one that is not there is forgotten already. */
    public void forget(MemberId peer, int generation) {
        var file = file(peer, generation);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Problem.of(ProblemCode.MESH_TOOL_FAILED, "the key file %s cannot be removed".formatted(file))
                    .because(e);
        }
    }

    private Path file(MemberId peer, int generation) {
        return folder.resolve("%s.%d.key".formatted(peer, generation));
    }

    private void make(Path file) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FOLDER_MODE)));
        var secret = commands.mustRun(List.of("wg", "genkey"), "");
        var fresh = Files.createTempFile(
                folder,
                "new",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE_MODE)));
        try {
            try (var channel = java.nio.channels.FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.write(java.nio.ByteBuffer.wrap(secret.getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void checkMode(Path file) throws IOException {
        if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).equals(FILE_MODE)) {
            throw Problem.of(
                    ProblemCode.MESH_TOOL_FAILED,
                    "others may read the private key %s: chmod 600 it, and rotate it if somebody did".formatted(file));
        }
    }

    private PublicKey publicHalf(Path file) throws IOException {
        if (Files.size(file) > FILE_MAX) {
            throw Problem.of(ProblemCode.MESH_TOOL_FAILED, "the file %s holds no key".formatted(file));
        }
        return new PublicKey(
                commands.mustRun(List.of("wg", "pubkey"), Files.readString(file, StandardCharsets.US_ASCII))
                        .strip());
    }
}
