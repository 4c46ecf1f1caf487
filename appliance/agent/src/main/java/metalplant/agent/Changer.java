package metalplant.agent;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import metalplant.agent.host.SwitchHost;
import metalplant.fabric.change.SafeChange;
import metalplant.fabric.change.SafeChange.Step;
import metalplant.fabric.engine.CumulusInterfaces;
import metalplant.fabric.engine.DbStep;
import metalplant.fabric.engine.Desired;
import metalplant.fabric.engine.FileCheck;
import metalplant.fabric.engine.FrrFile;
import metalplant.fabric.engine.Rows;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/** Carries changes out, step by step, and goes back when one fails or the switch is worse for it. */
final class Changer {
    private static final System.Logger LOG = System.getLogger(Changer.class.getName());

    /** FRR looks at changed maps after 5 s. */
    private static final Duration MAPS_SETTLE = Duration.ofSeconds(7);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final World world;
    private final SwitchHost host;
    private final StateFolder state;
    private final Duration patience;
    /** No step takes longer; who has not come to the next one by then is dead. */
    private final Duration allowance;

    private Desired running;
    private boolean known;

    /**
     * @param patience how long kernel and sessions may take
     * @param command how long a program of the switch may take
     */
    Changer(World world, SwitchHost host, StateFolder state, Duration patience, Duration command, Desired nothing) {
        this.world = world;
        this.host = host;
        this.state = state;
        this.patience = patience;
        this.allowance = command.plus(patience).plus(MAPS_SETTLE).plus(MARGIN);
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

    /** A change was cut off by the end of the agent, or of the machine: the switch gets back what it had. */
    void recover() {
        state.unconfirmed().ifPresent(back -> {
            LOG.log(WARNING, "a change was not confirmed, the switch gets back what it had before it");
            go(back);
            state.confirm();
        });
    }

    /** What a change has to show before it stays. */
    interface Proof {
        /** @throws Problem that says what is worse than before */
        void show();
    }

    /** Whether there is anything to change. */
    boolean differs(Desired wanted) {
        return !isKnown() || !plan(wanted, false, host.database()).isEmpty();
    }

    private List<Step> plan(Desired wanted, boolean fresh, SwitchHost.Database database) {
        return SafeChange.plan(fresh ? Model.emptied(running) : running, wanted, database.rows(), database.tunnel());
    }

    /**
     * Makes the switch this.
     *
     * @param proof is asked for when all is done and FRR has looked at it
     * @return whether anything changed
     * @throws Problem if it could not be; the switch is then what it was, unless the message says otherwise
     */
    boolean apply(Desired wanted, Proof proof) {
        var database = host.database();
        boolean fresh = !isKnown();
        var steps = plan(wanted, fresh, database);
        if (steps.isEmpty() && !fresh) {
            return false;
        }
        if (fresh && steps.stream().noneMatch(Step.Frr.class::isInstance)) {
            steps = Stream.concat(steps.stream(), Stream.of(new Step.Frr(wanted)))
                    .toList();
        }
        check(steps, wanted);
        var before = new Before(fresh, running, host.frrFile().orElse(""), database, wanted);
        var sessions = established();
        var rows = database.rows();
        boolean moved = false;
        try {
            for (var step : steps) {
                rows = step instanceof Step.ConfigDb change ? DbStep.applied(rows, change.steps()) : rows;
                moved |= step instanceof Step.Interfaces;
                state.begin(before.back(step instanceof Step.Frr frr ? frr.state() : running, rows, moved), allowance);
                carryOut(step);
            }
            running = wanted;
            known = true;
            settle(sessions, wanted);
            state.alive(allowance);
            proof.show();
        } catch (Problem e) {
            throw undone(e, before, moved);
        }
        state.confirm();
        LOG.log(
                INFO,
                "switch changed steps={0} vrfs={1}",
                steps.size(),
                wanted.vlans().size());
        return true;
    }

    /** What the switch was when a change began. */
    private record Before(boolean fresh, Desired running, String frr, SwitchHost.Database database, Desired wanted) {
        /**
         * @param rows of CONFIG_DB as they are then
         * @param moved whether Cumulus' interfaces may be those that are wanted
         */
        WayBack back(Desired from, Rows rows, boolean moved) {
            if (fresh) {
                return WayBack.taken(frr, rows, database.rows(), wanted);
            }
            var back = WayBack.planned(from, running, rows, database.tunnel());
            return moved ? back.withInterfaces(CumulusInterfaces.of(running)) : back;
        }
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
            case Step.AwaitVnis await -> await(await.vnis());
        }
    }

    private void await(List<Integer> vnis) {
        until(() -> host.hasVnis(vnis), "the kernel has not got the VNIs %s".formatted(vnis));
    }

    private Problem undone(Problem why, Before before, boolean moved) {
        try {
            var back = before.back(running, host.database().rows(), moved);
            state.begin(back, allowance);
            go(back);
            running = before.running();
            known = !before.fresh();
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

    private void go(WayBack back) {
        for (var action : back.actions()) {
            state.alive(allowance);
            switch (action) {
                case WayBack.Action.Frr frr -> host.reload(frr.text());
                case WayBack.Action.ConfigDb change -> host.change(change.steps());
                case WayBack.Action.Interfaces interfaces -> host.interfaces(interfaces.text());
                case WayBack.Action.AwaitVnis await -> await(await.vnis());
            }
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

    /** Until it is so, for as long as a switch may take. @throws Problem TOO_BUSY that says what is not so */
    void until(BooleanSupplier isSo, String otherwise) {
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
