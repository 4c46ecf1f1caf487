package metalplant.installer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** The disks of this machine, asked of the kernel through {@code lsblk}, and the one that it was started from. */
public final class Machine {
    /** Written by the first program of the appliance; see {@code installer/image/init}. */
    private static final Path BOOT = Path.of("/run/metal-plant/boot");

    private static final int PATIENCE_SECONDS = 60;
    private static final int ANSWER_MAX_BYTES = 4 << 20;

    private Machine() {}

    public static List<DiskFacts> disks() {
        var command = List.of("lsblk", "--json", "--bytes", "--output", LsblkReader.COLUMNS);
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var answer = process.getInputStream().readNBytes(ANSWER_MAX_BYTES);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw Problem.of(ProblemCode.DISK_FAILED, "lsblk does not tell the disks of this machine");
            }
            return LsblkReader.read(new String(answer, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Problem.of(ProblemCode.DISK_FAILED, "the program lsblk cannot be started: " + e.getMessage())
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.DISK_FAILED, "interrupted while lsblk was asked")
                    .because(e);
        }
    }

    /** The device this system was started from, for example {@code /dev/sda}; empty where it is no appliance. */
    public static String running() {
        try {
            return Files.readAllLines(BOOT).stream()
                    .filter(line -> line.startsWith("DISK="))
                    .map(line -> "/dev/" + line.substring("DISK=".length()))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
