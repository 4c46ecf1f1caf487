package metalplant.cli.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.restore.ReconcileRequest;
import metalplant.wire.restore.ReconcileResponse;
import metalplant.wire.restore.UnconfirmedResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl reconcile}. */
@Command(
        name = "reconcile",
        description = {
            "After a restore: lists the machines of which nobody knows yet whether what the plant remembers is still true, and accepts"
                    + " them. Nothing is done to such a machine: it is not given away, not wiped, not powered, not booted.",
            "",
            "Machines confirm themselves: one that is allocated when its system phones home and its leaves have it in the network of"
                    + " that allocation; a free one when its installer waits since before the restore. What is left is for a person"
                    + " to decide. Accepting a machine that somebody has been given after the backup destroys what is on its disks.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl reconcile                    what is believed of each machine, and what was seen",
            "  ./plantctl reconcile --machine ID       this one is as the plant remembers it",
            "  ./plantctl reconcile --all              all that nothing contradicts; unknown ones are new from now on",
            "  ./plantctl reconcile --addresses        all addresses in use are known: give them out again",
        })
public final class ReconcileCommand extends Common implements Callable<Integer> {
    @Option(
            names = "--machine",
            paramLabel = "ID",
            description =
                    "Accept this machine as it is remembered, whatever was seen of it. Can be given several times.")
    List<String> machines = new ArrayList<>();

    @Option(
            names = "--all",
            description =
                    "Accept every machine of which nothing was seen that contradicts what is remembered; from now on a"
                            + " machine that the plant does not know is a new one.")
    boolean all;

    @Option(
            names = "--addresses",
            description =
                    "All addresses and prefixes in use are known to the plant: it may give out of its older prefixes again.")
    boolean addresses;

    public ReconcileCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            boolean asks = machines.isEmpty() && !all && !addresses;
            var left = asks
                    ? calls.get("v1/plant/reconcile", ReconcileResponse.class)
                    : calls.post(
                            "v1/plant/reconcile",
                            new ReconcileRequest(machines, all, addresses),
                            ReconcileResponse.class);
            if (json()) {
                return printed(left);
            }
            tell(left, asks);
            return 0;
        });
    }

    private void tell(ReconcileResponse left, boolean asked) {
        var plant = left.plant();
        if (plant.restored() == null) {
            screen.say("  life %d, never restored: there is nothing to reconcile".formatted(plant.life()));
            return;
        }
        screen.say("  life       %d, since %s: %s".formatted(plant.life(), plant.restored(), plant.why()));
        if (!asked) {
            screen.say("  accepted   %d machines".formatted(left.accepted()));
        }
        screen.say("  machines   %s"
                .formatted(
                        plant.unconfirmed() == 0
                                ? "all confirmed"
                                : "%d not confirmed".formatted(plant.unconfirmed())));
        screen.say("  unknown    "
                + (plant.newcomersheld()
                        ? "machines that the plant does not know are held: ./plantctl reconcile --all ends it"
                        : "machines that the plant does not know are new ones"));
        screen.say("  addresses  "
                + (plant.addressesheld()
                        ? "none out of older prefixes: ./plantctl reconcile --addresses ends it"
                        : "given out again"));
        left.machines().forEach(this::tell);
    }

    private void tell(UnconfirmedResponse machine) {
        screen.say("");
        screen.say("  %s  %s%s%s"
                .formatted(
                        machine.id(),
                        Optional.ofNullable(machine.rackid()).orElse("no rack"),
                        machine.contradicts() ? "  CONTRADICTION" : "",
                        machine.contradicts() ? ", not accepted by --all" : ""));
        screen.say("    believed  " + machine.belief());
        screen.say("    seen      " + machine.seen());
        screen.say("    so        " + machine.advice());
    }
}
