package metalplant.cli.peering;

import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.peering.PeeringResponse;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plantctl network peering}. */
@Command(
        name = "peering",
        synopsisSubcommandLabel = "(create | list | describe | delete | apply)",
        description = {
            "Networks that reach each other without a firewall.",
            "",
            "A local peering joins two networks of one partition and one project, or one with a shared or an external network; leaves"
                    + " exchange their routes. An external peering joins one network with a neighbour's router at a port of an exit,"
                    + " by BGP. Peerings are never transitive: who reaches B and who reaches C through B says so twice.",
            "",
            "A project with the label auto-peer=true has one between each two of its private networks of a partition. They are listed,"
                    + " with the owner \"label\", and go with the label.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl network peering create --network1 privnet1 --network2 privnet2",
            "  ./plantctl network peering create --network1 privnet1 --network2 storage",
            "  ./plantctl network peering create --network1 privnet1 --network2 internet",
            "  ./plantctl network peering create --network1 internet --localAs 65000 --localCidr 172.16.0.1/30"
                    + " --localPort Ethernet0@exit01 --remoteAs 65001 --remoteCidr 172.16.0.2/30",
            "  ./plantctl network peering apply -f peerings.yaml",
            "  ./plantctl network peering list",
            "  ./plantctl network peering describe privnet1-to-storage -o json",
            "  ./plantctl network peering delete privnet1-to-storage"
        })
final class PeeringCommand implements Runnable {
    static final String PATH = "v1/peering";

    private CommandLine self = new CommandLine(this);

    private PeeringCommand() {}

    static CommandLine line(World world, Screen screen) {
        var command = new PeeringCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new PeeringCreateCommand(world, screen))
                .addSubcommand(new ListAll(world, screen))
                .addSubcommand(new Describe(world, screen))
                .addSubcommand(new Delete(world, screen))
                .addSubcommand(new PeeringApplyCommand(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }

    /** One as a line. */
    static String row(PeeringResponse peering) {
        var bgp = peering.bgp();
        var other = bgp == null || bgp.local() == null || bgp.remote() == null
                ? peering.network2()
                : "AS %d at %s".formatted(bgp.remote().as(), bgp.local().port());
        return "  %-30s %-8s %-36s %-36s %s%s"
                .formatted(
                        peering.id(),
                        peering.peeringType(),
                        peering.network1(),
                        other,
                        state(peering),
                        peering.owner().isEmpty() ? "" : ", by label");
    }

    private static String state(PeeringResponse peering) {
        var status = peering.status();
        return switch (status.state()) {
            case "planned", "refused" -> status.state();
            case "verified" -> "verified on %d switches".formatted(status.needed());
            default -> "%s, on %d of %d switches".formatted(status.state(), status.applied(), status.needed());
        };
    }

    @Command(
            name = "list",
            description = {
                "Lists all peerings with their state: planned (no switch has it), applied (some have it, or not all have looked),"
                        + " verified, violated (a switch found what must not be), refused (it is stored and cannot be any more;"
                        + " describe says why).",
                ""
            },
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl network peering list -o json")
    private static final class ListAll extends Common implements Callable<Integer> {
        ListAll(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            return with(calls -> {
                var all = List.of(calls.get(PATH, PeeringResponse[].class));
                if (json()) {
                    return printed(all);
                }
                all.forEach(each -> screen.say(row(each)));
                return 0;
            });
        }
    }

    @Command(
            name = "describe",
            description = {"Shows one peering, and what became of it on each switch.", ""},
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl network peering describe privnet1-to-storage")
    private static final class Describe extends Common implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "Its id.")
        String id = "";

        Describe(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            return with(calls -> {
                var peering = calls.get(PATH + "/" + id, PeeringResponse.class);
                if (json()) {
                    return printed(peering);
                }
                screen.say(row(peering));
                peering.status()
                        .refused()
                        .forEach(each ->
                                screen.say("    refused by rule %s: %s".formatted(each.rule(), each.message())));
                peering.status().switches().forEach(each -> screen.say(line(each)));
                if (peering.status().findings() > 0) {
                    screen.say("    %d findings in its VRFs: GET /v1/peering/findings"
                            .formatted(peering.status().findings()));
                }
                return 0;
            });
        }

        private static String line(PeeringResponse.OnSwitch on) {
            var state = on.state().isEmpty() ? "does not have it" : on.state();
            var age = on.state().isEmpty() || on.current() ? "" : ", as it was before the last change";
            var told = on.reported();
            return "    %-24s %s%s, %s"
                    .formatted(on.switchId(), state, age, told == null ? "never told anything" : "told at " + told);
        }
    }

    @Command(
            name = "delete",
            description = {
                "Removes a peering; switches withdraw the routes. One by label goes when the label is taken off the project.",
                ""
            },
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl network peering delete privnet1-to-storage")
    private static final class Delete extends Common implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "Its id.")
        String id = "";

        Delete(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            return with(calls -> {
                var gone = calls.delete(PATH + "/" + id, PeeringResponse.class);
                if (json()) {
                    return printed(gone);
                }
                screen.say("  %s is deleted".formatted(gone.id()));
                return 0;
            });
        }
    }
}
