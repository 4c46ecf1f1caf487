package metalplant.cli.peering;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.peering.PeeringBgp;
import metalplant.wire.peering.PeeringRequest;
import metalplant.wire.peering.PeeringResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl network peering create}, with the flags of the proposal. */
@Command(
        name = "create",
        description = {
            "Makes a peering. With --network2 it is a local one; with the flags of a session it is an external one, which only an"
                    + " admin may make.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl network peering create --network1 privnet1 --network2 storage",
            "  ./plantctl network peering create --network1 internet --localAs 65000 --localCidr 172.16.0.1/30"
                    + " --localPort Ethernet0@exit01 --remoteAs 65001 --remoteCidr 172.16.0.2/30",
            "",
            "One of the two CIDRs may leave its length out, then the other one's counts: /30, /31, /126 or /127."
        })
final class PeeringCreateCommand extends Common implements Callable<Integer> {
    @Option(names = "--network1", paramLabel = "NETWORK", required = true, description = "Id of a network.")
    String network1 = "";

    @Option(names = "--network2", paramLabel = "NETWORK", description = "Id of the other network; none if external.")
    @Nullable
    String network2;

    @Option(names = "--localAs", paramLabel = "ASN", description = "AS that the neighbour sees.")
    @Nullable
    Long localAs;

    @Option(names = "--localCidr", paramLabel = "CIDR", description = "Address of the exit, as 172.16.0.1/30.")
    @Nullable
    String localCidr;

    @Option(names = "--localPort", paramLabel = "PORT@SWITCH", description = "Port of an exit, as Ethernet0@exit01.")
    @Nullable
    String localPort;

    @Option(names = "--remoteAs", paramLabel = "ASN", description = "AS of the neighbour.")
    @Nullable
    Long remoteAs;

    @Option(names = "--remoteCidr", paramLabel = "CIDR", description = "Address of the neighbour, as 172.16.0.2/30.")
    @Nullable
    String remoteCidr;

    PeeringCreateCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        var bgp = bgp();
        var request = new PeeringRequest(
                null, null, null, network1, network2, bgp == null ? "local" : "external", bgp, null, null);
        return with(calls -> {
            var made = calls.put(PeeringCommand.PATH, request, PeeringResponse.class);
            if (json()) {
                return printed(made);
            }
            screen.say(PeeringCommand.row(made));
            return 0;
        });
    }

    /** Null without any flag of a session; @throws Problem if some are missing */
    private @Nullable PeeringBgp bgp() {
        var flags = new LinkedHashMap<String, @Nullable Object>();
        flags.put("--localAs", localAs);
        flags.put("--localCidr", localCidr);
        flags.put("--localPort", localPort);
        flags.put("--remoteAs", remoteAs);
        flags.put("--remoteCidr", remoteCidr);
        var missing = flags.entrySet().stream()
                .filter(each -> each.getValue() == null)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        if (flags.values().stream().allMatch(Objects::isNull)) {
            return null;
        }
        if (!missing.isEmpty()) {
            throw Problem.bad("an external peering needs also " + missing);
        }
        return new PeeringBgp(
                new PeeringBgp.End(localAs, localCidr, localPort), new PeeringBgp.End(remoteAs, remoteCidr, null));
    }
}
