package metalplant.cli.peering;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import metalplant.cli.Calls;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.peering.PeeringFindRequest;
import metalplant.wire.peering.PeeringRequest;
import metalplant.wire.peering.PeeringResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl network peering apply -f}. */
@Command(
        name = "apply",
        description = {
            "Makes the peerings of a file, or changes those that are there; what the file does not name stays. Of one that is there the"
                    + " session of an external one can change; its networks cannot. The file is read whole before anything is sent.",
            ""
        },
        footerHeading = "%nThe file, one document for each peering with --- between them:%n",
        footer = {
            "  apiVersion: metal-stack.io/v1",
            "  kind: Peering",
            "  metadata:",
            "    name: privnet1-to-storage",
            "  spec:",
            "    network1: privnet1-id",
            "    network2: storage-id",
            "    peeringType: local",
            "  ---",
            "  apiVersion: metal-stack.io/v1",
            "  kind: Peering",
            "  metadata:",
            "    name: internet-to-isp",
            "  spec:",
            "    network1: internet",
            "    peeringType: external",
            "    bgp:",
            "      local:",
            "        as: 65000",
            "        cidr: 172.16.0.1/30",
            "        port: \"Ethernet0@exit01\"",
            "      remote:",
            "        as: 65001",
            "        cidr: 172.16.0.2/30"
        })
final class PeeringApplyCommand extends Common implements Callable<Integer> {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            required = true,
            description = "The file; - is what is typed or piped in.")
    String file = "";

    PeeringApplyCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        var wanted = PeeringFile.read(text());
        return with(calls -> {
            var done = new ArrayList<PeeringResponse>();
            for (var each : wanted) {
                boolean there = isThere(calls, each);
                var shown = there
                        ? calls.post(PeeringCommand.PATH, each, PeeringResponse.class)
                        : calls.put(PeeringCommand.PATH, each, PeeringResponse.class);
                done.add(shown);
                if (!json()) {
                    screen.say("  %s is %s".formatted(shown.id(), there ? "as the file says" : "created"));
                }
            }
            return json() ? printed(done) : 0;
        });
    }

    private static boolean isThere(Calls calls, PeeringRequest wanted) {
        var query = new PeeringFindRequest(wanted.id(), null, null, null, null, null, null, null);
        return calls.post(PeeringCommand.PATH + "/find", query, PeeringResponse[].class).length > 0;
    }

    private String text() {
        try {
            if (!file.equals("-")) {
                var path = Path.of(file);
                if (Files.size(path) > PeeringFile.SIZE_MAX) {
                    throw Problem.bad("%s is larger than %d KiB".formatted(file, PeeringFile.SIZE_MAX / 1024));
                }
                return Files.readString(path);
            }
            return new String(System.in.readNBytes(PeeringFile.SIZE_MAX + 1), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Problem.bad("cannot read %s: %s".formatted(file, e.getMessage()));
        }
    }
}
