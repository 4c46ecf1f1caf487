package metalplant.wireguard.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * The processes of wireguard-go. One that hangs does not notice that its interface is gone and keeps its UDP port, so removing an
 * interface ends whoever serves it. The name of an interface is unique on a machine, so nobody else's process can be meant.
 */
final class Daemons {
    private static final int LOOKS_MAX = 250;
    private static final int LOOK_MS = 20;

    private Daemons() {}

    /** Ends all that serve {@code link}; returns once their sockets are free, or after five seconds. */
    static void end(String link) {
        var serving = ProcessHandle.allProcesses()
                .filter(process -> serves(process.info(), link))
                .toList();
        serving.forEach(ProcessHandle::destroyForcibly);
        serving.forEach(Daemons::await);
    }

    private static boolean serves(ProcessHandle.Info info, String link) {
        boolean isOurs = info.command()
                .filter(command -> Path.of(command).endsWith("wireguard-go"))
                .isPresent();
        return isOurs
                && info.arguments()
                        .filter(arguments -> Arrays.asList(arguments).equals(List.of(link)))
                        .isPresent();
    }

    /** Not {@code onExit} alone: where nobody collects dead processes they look alive for ever. */
    private static void await(ProcessHandle process) {
        try {
            for (int look = 0; look < LOOKS_MAX && !isDead(process.pid()); look++) {
                try {
                    process.onExit().get(LOOK_MS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    continue;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.MESH_TOOL_FAILED, "interrupted while a tunnel was ended")
                    .because(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process never fails", e);
        }
    }

    private static boolean isDead(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            var state = stat.substring(stat.lastIndexOf(')') + 1).strip();
            return state.startsWith("Z") || state.startsWith("X");
        } catch (IOException e) {
            return true;
        }
    }
}
