package metalplant.agent;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import metalplant.agent.host.SwitchHost;
import metalplant.fabric.change.SafeChange;
import metalplant.fabric.change.SafeChange.Step;
import metalplant.fabric.engine.CumulusInterfaces;
import metalplant.fabric.engine.Desired;
import metalplant.fabric.engine.FileCheck;
import metalplant.fabric.engine.FrrFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/** Carries changes out, step by step, and goes back when one fails or the switch is worse for it. */
final class Changer {
    private static final System.Logger LOG = System.getLogger(Changer.class.getName());

    /** FRR looks at changed maps after 5 s. */
    private static final Duration MAPS_SETTLE = Duration.ofSeconds(7);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final World world;
    private final SwitchHost host;
    private final StateFolder state;
    private final Duration patience;
    private Desired running;
    private boolean known;

    /** @param patience how long kernel and sessions may take */
    Changer(World world, SwitchHost host, StateFolder state, Duration patience, Desired nothing) {
        this.world = world;
        this.host = host;
        this.state = state;
        this.patience = patience;
        this.running = nothing;
    }

    /** What the switch is, as far as the agent made it so. */
    Desired running() {
        return running;
    }

    /** Whether FRR's file is what the agent last made it. */
    boolean isKnown() {
        return known && host.frrFile().filter(FrrFile.of(running)::equals).isPresent();
    }

    /** The agent was started again, and this is what it had made; FRR's file says whether it still is. */
    void resume(Desired last) {
        if (host.frrFile().filter(FrrFile.of(last)::equals).isPresent()) {
            running = last;
            known = true;
        }
    }

    /** A change was cut off by the end of the agent: FRR gets back what it had. */
    void recover() {
        state.unconfirmed().ifPresent(before -> {
            LOG.log(WARNING, "a change was not confirmed, FRR gets back what it had before it");
            host.reload(before);
            state.confirm();
        });
    }

    /**
     * Makes the switch this.
     *
     * @return whether anything changed
     * @throws Problem if it could not be; the switch is then what it was, unless the message says otherwise
     */
    boolean apply(Desired wanted) {
        var database = host.database();
        boolean fresh = !isKnown();
        var steps = fresh
                ? SafeChange.plan(Model.emptied(running), wanted, database.rows(), database.tunnel())
                : SafeChange.plan(running, wanted, database.rows(), database.tunnel());
        if (steps.isEmpty() && !fresh) {
            return false;
        }
        check(steps, wanted);
        var frrBefore = host.frrFile();
        var before = running;
        var sessions = established();
        frrBefore.ifPresent(state::begin);
        try {
            if (steps.stream().noneMatch(Step.Frr.class::isInstance) && fresh) {
                host.reload(FrrFile.of(wanted));
            }
            steps.forEach(this::carryOut);
            running = wanted;
            known = true;
            settle(sessions, wanted);
        } catch (Problem e) {
            throw undone(e, fresh, before, frrBefore.orElse(""));
        }
        state.confirm();
        LOG.log(
                INFO,
                "switch changed steps={0} vrfs={1}",
                steps.size(),
                wanted.vlans().size());
        return true;
    }

    /** Nothing is touched before every file was read by the switch's own vtysh. */
    private void check(List<Step> steps, Desired wanted) {
        for (var step : steps) {
            if (step instanceof Step.Frr frr) {
                var text = FrrFile.of(frr.state());
                var mistakes = FileCheck.of(text);
                if (!mistakes.isEmpty()) {
                    throw Problem.refused("the configuration is not what it should be: " + mistakes.getFirst());
                }
                host.dryRun(text);
            }
        }
        host.dryRun(FrrFile.of(wanted));
    }

    private void carryOut(Step step) {
        switch (step) {
            case Step.Frr frr -> {
                // Before, because a reload that fails has applied a part of it.
                running = frr.state();
                host.reload(FrrFile.of(frr.state()));
            }
            case Step.ConfigDb change -> host.change(change.steps());
            case Step.Interfaces interfaces -> host.interfaces(CumulusInterfaces.of(interfaces.state()));
            case Step.AwaitVnis await ->
                until(() -> host.hasVnis(await.vnis()), "the kernel has not got the VNIs %s".formatted(await.vnis()));
        }
    }

    private Problem undone(Problem why, boolean fresh, Desired before, String frrBefore) {
        try {
            if (fresh) {
                if (!frrBefore.isEmpty()) {
                    host.reload(frrBefore);
                }
                known = false;
            } else {
                var database = host.database();
                SafeChange.plan(running, before, database.rows(), database.tunnel())
                        .forEach(this::carryOut);
            }
            running = before;
            state.confirm();
            return Problem.refused("%s; the switch is what it was".formatted(why.getMessage()))
                    .because(why);
        } catch (Problem e) {
            known = false;
            LOG.log(ERROR, "the way back failed as well: {0}", e.getMessage());
            return Problem.refused("%s; and the way back failed: %s".formatted(why.getMessage(), e.getMessage()))
                    .because(why);
        }
    }

    /** The sessions that were there and are still wanted must be there again once FRR has looked at everything. */
    private void settle(Set<String> before, Desired wanted) {
        pause(MAPS_SETTLE);
        var file = FrrFile.of(wanted);
        var needed = new TreeSet<String>();
        before.stream()
                .filter(each -> file.contains("neighbor " + each.substring(each.indexOf(' ') + 1) + " "))
                .forEach(needed::add);
        until(() -> established().containsAll(needed), "sessions that were there before did not come back");
    }

    private Set<String> established() {
        var found = new TreeSet<String>();
        Sessions.read(host.show("show ip bgp vrf all neighbors json")).forEach(each -> {
            if (each.isEstablished()) {
                found.add(each.vrf() + " " + each.neighbour());
            }
        });
        return found;
    }

    private void until(BooleanSupplier isSo, String otherwise) {
        long end = world.nanos() + patience.toNanos();
        while (!isSo.getAsBoolean()) {
            if (world.nanos() > end) {
                throw Problem.of(ProblemCode.TOO_BUSY, otherwise + " after %d s".formatted(patience.toSeconds()));
            }
            pause(LOOK_AGAIN);
        }
    }

    private void pause(Duration duration) {
        try {
            world.pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.TOO_BUSY, "stopped in the middle of a change");
        }
    }
}
