package metalplant.bootstrap.reach;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.IpAddress;

/**
 * The address on the loopback of this machine, for as long as somebody goes on holding it: the kernel takes it off by itself when its time is
 * over, whatever became of whoever held it.
 */
final class OwnAddress {
    private static final int PATIENCE_SECONDS = 10;
    private static final int SAID_MAX = 4096;

    private final List<String> before;
    private final IpAddress address;

    /** @param before words before the program ip; tests let it act in another network namespace */
    OwnAddress(List<String> before, IpAddress address) {
        this.before = List.copyOf(before);
        this.address = address;
    }

    /** Takes it, or goes on holding it. @throws Problem TOO_BUSY with what ip says */
    void hold(Duration life) {
        var seconds = String.valueOf(Math.max(1, life.toSeconds()));
        var words = new ArrayList<>(
                List.of("address", "replace", address.asHost().toString(), "dev", "lo", "valid_lft", seconds));
        words.addAll(List.of("preferred_lft", seconds));
        if (address.family() == AddressFamily.IPV6) {
            words.add("nodad");
        }
        var said = ip(words);
        if (said.status() != 0) {
            throw Problem.of(ProblemCode.TOO_BUSY, "%s cannot be held: %s".formatted(address, said.text()));
        }
    }

    /** Gives it up; one that is not held is fine. @throws Problem TOO_BUSY if ip cannot be started */
    void drop() {
        ip(List.of("address", "del", address.asHost().toString(), "dev", "lo"));
    }

    private record Said(int status, String text) {}

    private Said ip(List<String> words) {
        var command = new ArrayList<>(before);
        command.add("ip");
        command.addAll(words);
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try {
                process.getOutputStream().close();
                // What it says fits into the pipe.
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw Problem.of(ProblemCode.TOO_BUSY, "ip has not ended after %d s".formatted(PATIENCE_SECONDS));
                }
                var text = new String(process.getInputStream().readNBytes(SAID_MAX), StandardCharsets.UTF_8).strip();
                return new Said(process.exitValue(), text);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "ip cannot be started: " + e.getMessage())
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.TOO_BUSY, "stopped while ip was running")
                    .because(e);
        }
    }
}
