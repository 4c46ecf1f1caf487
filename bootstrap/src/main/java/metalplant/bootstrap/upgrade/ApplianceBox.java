package metalplant.bootstrap.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.installer.upgrade.BootEntries;
import metalplant.installer.upgrade.TrustedKeys;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** The appliance: its image, its disk, its firmware. */
public final class ApplianceBox implements UpgradeBox {
    private static final Path OWN = Path.of("/usr/lib/metal-plant");
    private static final Path ESP = Path.of("/dev/metal-plant/esp");
    private static final int SECONDS_MAX = 60;
    private static final int OUTPUT_MAX = 4_096;

    private final Path run;
    private final List<Path> sources;

    /** @param run /run/metal-plant @param var /var/lib/metal-plant @param media the operator's partition */
    public ApplianceBox(Path run, Path var, Path media) {
        this.run = run;
        this.sources = List.of(media, var.resolve("upgrade"), Path.of("/mnt"), Path.of("/media"));
    }

    /** The first program of the start wrote what it found. */
    @Override
    public Optional<Running> running() {
        try {
            var facts = Files.readAllLines(run.resolve("boot")).stream()
                    .map(line -> line.split("=", 2))
                    .filter(pair -> pair.length == 2)
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, _) -> a));
            // Without firmware nobody counts tries, and nobody goes back.
            if (facts.getOrDefault("FIRMWARE_PARTITION", "").isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(running(facts));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Running running(Map<String, String> facts) throws IOException {
        var arch = System.getProperty("os.arch", "");
        return new Running(
                Files.readString(OWN.resolve("version")).strip(),
                arch.equals("aarch64") ? "arm64" : arch,
                facts.getOrDefault("SLOT", ""),
                facts.getOrDefault("ROOTHASH", ""),
                Path.of("/dev", facts.getOrDefault("DISK", "")),
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    }

    @Override
    public TrustedKeys keys() {
        return TrustedKeys.in(OWN.resolve("trusted"));
    }

    /** A mount of its own, in the host agent's own view: the system's is there only while somebody looks. */
    @Override
    public synchronized <T> T onBootPartition(Function<BootEntries, T> work) {
        var at = AtomicFile.folder(run.resolve("esp"), "rwx------");
        call("mount", "-t", "vfat", "-o", "rw,umask=0077", ESP.toString(), at.toString());
        try {
            return work.apply(new BootEntries(at));
        } finally {
            call("umount", at.toString());
        }
    }

    private static void call(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(
                    process.getInputStream().readNBytes(OUTPUT_MAX), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failed("it does not end");
            }
            if (process.exitValue() != 0) {
                throw failed(said.strip());
            }
        } catch (IOException e) {
            throw failed(e.getMessage()).because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted").because(e);
        }
    }

    private static Problem failed(@org.jspecify.annotations.Nullable String why) {
        return Problem.of(ProblemCode.DISK_FAILED, "the boot partition cannot be mounted: " + why);
    }

    @Override
    public List<Path> sources() {
        return sources;
    }
}
