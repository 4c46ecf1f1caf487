package metalplant.cli.federation;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import metalplant.cli.Calls;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.model.ip.Cidr;
import metalplant.wire.federation.FederationResponse;
import metalplant.wire.federation.ShareRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl federation share}. */
@Command(
        name = "share",
        description = {
            "Shares a prefix among all members: it is cut into blocks (/28, /64), and each plant that has a network with this prefix"
                    + " gets blocks as it needs them. A block belongs to one plant for good, so that addresses can be"
                    + " taken while plants are cut off and none is ever given twice.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./plantctl federation share 198.51.100.0/24"})
final class ShareCommand extends Common implements Callable<Integer> {
    @Parameters(
            paramLabel = "PREFIX",
            description = "For example 198.51.100.0/24; no network has it yet, or it is shared and gets another end.")
    String prefix = "";

    @Option(
            names = "--allocate-until",
            paramLabel = "DURATION",
            description = {
                "For how long a plant that reaches no majority of the voters gives out new addresses of this prefix, such as P30D; a"
                        + " day is kept back for clocks that are wrong. Addresses in use stay. off: for ever, which is the default."
            })
    @Nullable
    String allocateUntil;

    @Option(names = "--no-wait", description = "Return once it is ordered; the ledger has it later.")
    boolean noWait;

    ShareCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var ordered =
                    calls.post("v1/federation/pool", new ShareRequest(prefix, allocateUntil), FederationResponse.class);
            var federation = noWait ? ordered : decided(calls, ordered);
            if (json()) {
                return printed(federation);
            }
            screen.say(
                    noWait
                            ? "  ordered; ./plantctl federation status lists it once the ledger has it"
                            : "  in the ledger; networks with this prefix can be made now");
            return 0;
        });
    }

    /** A network that is made before the ledger has the order would be one of its own, and give nothing once it is shared. */
    private FederationResponse decided(Calls calls, FederationResponse ordered) {
        return new LedgerWait(world)
                .until(
                        ordered,
                        this::isIn,
                        () -> calls.get("v1/federation", FederationResponse.class),
                        "%s was ordered and is not in the ledger yet: are all voters there? ./plantctl federation status tells, and lists what was refused among its alarms; it comes as soon as it can"
                                .formatted(prefix),
                        "interrupted; the prefix was ordered");
    }

    private boolean isIn(FederationResponse federation) {
        var id = Cidr.parse(prefix).toString();
        var wanted = allocateUntil == null || allocateUntil.equals("off") ? null : Duration.parse(allocateUntil);
        return federation.pools().stream()
                .filter(pool -> pool.id().equals(id))
                .anyMatch(pool -> allocateUntil == null
                        || Objects.equals(
                                pool.allocateuntil() == null ? null : Duration.parse(pool.allocateuntil()), wanted));
    }
}
