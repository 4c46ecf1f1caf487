package metalplant.wireguard.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.wireguard.observe.Argv;
import metalplant.wireguard.observe.Change;

/**
 * Makes interfaces: by the kernel's own WireGuard, or by wireguard-go where the kernel has none. A wireguard-go goes on when this process
 * ends, as a kernel would, and ends with its interface.
 */
final class LinkMaker {
    private final Commands commands;

    LinkMaker(Commands commands) {
        this.commands = commands;
    }

    void make(Change.MakeLink change) {
        var output = commands.run(Argv.of(change), "");
        if (output.isGood()) {
            return;
        }
        if (!saysThatTheKernelHasNone(output.error())) {
            throw Problem.of(
                    ProblemCode.MESH_TOOL_FAILED,
                    "the interface %s cannot be made: %s"
                            .formatted(change.link(), output.error().strip()));
        }
        var program = commands.programs()
                .wireguardGo()
                .orElseThrow(
                        () -> Problem.of(
                                ProblemCode.MESH_TOOL_FAILED,
                                "this kernel has no WireGuard, and no wireguard-go is named: images/wireguard/build.sh makes one"));
        Daemons.end(change.link());
        removeSocket(change.link());
        commands.mustRun(List.of(program.toString(), change.link()), "");
    }

    private static boolean saysThatTheKernelHasNone(String error) {
        return error.contains("Unknown device type") || error.contains("Operation not supported");
    }

    /** Removes an interface if it is there; one that wireguard-go still serves ends that process. */
    void remove(Change.RemoveLink change) {
        var output = commands.run(Argv.of(change), "");
        Daemons.end(change.link());
        removeSocket(change.link());
        if (!output.isGood() && !output.error().contains("Cannot find device")) {
            throw Problem.of(
                    ProblemCode.MESH_TOOL_FAILED,
                    "the interface %s cannot be removed: %s"
                            .formatted(change.link(), output.error().strip()));
        }
    }

    /** A killed wireguard-go leaves its socket, and one that hangs would keep the name. */
    private static void removeSocket(String link) {
        try {
            Files.deleteIfExists(WgTool.socket(link));
        } catch (IOException e) {
            throw Problem.of(
                            ProblemCode.MESH_TOOL_FAILED,
                            "the control socket %s cannot be removed: is this root?".formatted(WgTool.socket(link)))
                    .because(e);
        }
    }
}
