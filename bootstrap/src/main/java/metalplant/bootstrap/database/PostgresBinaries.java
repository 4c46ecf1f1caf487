package metalplant.bootstrap.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once into the user's cache.
 *
 * <p>Only the programs of the published artefact are used, not its Java wrapper: that one starts the server with trust
 * login and without fsync, and loses its way after a crash.
 */
public record PostgresBinaries(Path root) {
    private static final String RESOURCE = "/postgres-linux-%s.txz";

    /** A folder that is there and complete; two callers may race, one of them wins. */
    public static PostgresBinaries in(Path cache, String version) {
        var root = cache.resolve("postgres-" + version);
        if (!Files.isExecutable(root.resolve("bin/postgres"))) {
            unpack(cache, root);
        }
        return new PostgresBinaries(root);
    }

    public Path initdb() {
        return root.resolve("bin/initdb");
    }

    public Path postgres() {
        return root.resolve("bin/postgres");
    }

    public Path control() {
        return root.resolve("bin/pg_ctl");
    }

    private static void unpack(Path cache, Path root) {
        var resource = RESOURCE.formatted(architecture());
        try (var packed = PostgresBinaries.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw Problem.of(
                        ProblemCode.FEATURE_DISABLED,
                        "there is no embedded PostgreSQL for this processor (%s): name a database with --database-url"
                                .formatted(architecture()));
            }
            Files.createDirectories(cache);
            var draft = Files.createTempDirectory(cache, ".postgres-");
            extract(packed, draft);
            moveIntoPlace(draft, root);
        } catch (IOException e) {
            throw Problem.of(
                            ProblemCode.FEATURE_DISABLED,
                            "cannot unpack PostgreSQL to %s: %s".formatted(root, e.getMessage()))
                    .because(e);
        }
    }

    private static String architecture() {
        var name = System.getProperty("os.arch", "");
        return name.equals("amd64") ? "x86_64" : name.equals("aarch64") ? "arm_64" : name;
    }

    private static void extract(InputStream packed, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                extract(tar, entry, target);
            }
        }
        Files.setPosixFilePermissions(target, permissions(0755));
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        var file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("the archive names a file outside itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(Objects.requireNonNull(file.getParent(), "below the target"));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, file);
            Files.setPosixFilePermissions(file, permissions(entry.getMode()));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var set = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        set.add(PosixFilePermission.GROUP_READ);
        set.add(PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            set.add(PosixFilePermission.OWNER_EXECUTE);
            set.add(PosixFilePermission.GROUP_EXECUTE);
            set.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return set;
    }

    private static void moveIntoPlace(Path draft, Path root) throws IOException {
        try {
            Files.move(draft, root, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(draft);
            if (!Files.isExecutable(root.resolve("bin/postgres"))) {
                throw e;
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
