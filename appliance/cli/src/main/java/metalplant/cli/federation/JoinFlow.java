package metalplant.cli.federation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import metalplant.cli.Calls;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.federation.AcceptRequest;
import metalplant.wire.federation.JoinPlan;
import metalplant.wire.federation.JoinResponse;
import metalplant.wire.federation.JoinStep;

/**
 * Follows a join on one side: says each change once, reminds of what it waits for and since when, asks when it is this side's turn.
 * The join itself lives in the plant: who ends this command ends nothing.
 */
final class JoinFlow {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration REMIND = Duration.ofSeconds(10);

    /** What somebody who is not there has decided beforehand. */
    record Decided(Optional<String> fingerprint, boolean planOnly) {}

    private final Calls calls;
    private final World world;
    private final Screen screen;
    private final Decided decided;
    private final Map<String, String> told = new HashMap<>();
    private boolean asked;
    private long lastWord;
    private final long begun;
    private int questions;

    JoinFlow(Calls calls, World world, Screen screen, Decided decided) {
        this.calls = calls;
        this.world = world;
        this.screen = screen;
        this.decided = decided;
        this.begun = world.nanos();
        this.lastWord = begun;
    }

    /** Until it joined, failed, or nothing more is wanted. */
    JoinResponse follow(String joinId) {
        var goesOn = new Thread(() -> {
            screen.say("");
            screen.say("  this command has ended, the join has not: see it with   ./plantctl federation status");
            screen.say(
                    "  say yes to its plan with ./plantctl federation accept %s, give it up with ./plantctl federation abort %s"
                            .formatted(joinId, joinId));
        });
        Runtime.getRuntime().addShutdownHook(goesOn);
        try {
            return followed(joinId);
        } finally {
            forget(goesOn);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending, and the hook says so.
        }
    }

    /** Questions that a person was asked. */
    int questions() {
        return questions;
    }

    /** Since it was begun to follow the join. */
    Duration took() {
        return Duration.ofNanos(world.nanos() - begun);
    }

    private JoinResponse followed(String joinId) {
        while (true) {
            var join = calls.get("v1/federation/join/" + joinId, JoinResponse.class);
            tell(join);
            if (!join.state().equals("running")) {
                return join;
            }
            if (join.plan() != null && decided.planOnly()) {
                return join;
            }
            if (join.plan() != null && !join.accepted() && !asked) {
                asked = true;
                decide(join, join.plan());
            }
            pause();
        }
    }

    private void decide(JoinResponse join, JoinPlan plan) {
        if (decided.fingerprint().isPresent()) {
            accept(join, plan, decided.fingerprint());
            return;
        }
        if (!screen.interactive()) {
            throw Problem.bad(
                    "nobody is here to compare the check words %s: name the other plant with --fingerprint, or accept with"
                                    .formatted(words(join))
                            + " ./plantctl federation accept " + join.joinid() + " --fingerprint "
                            + join.fingerprint());
        }
        questions++;
        if (screen.agrees("Does the other screen show the same four words, and shall this be done?")) {
            accept(join, plan, Optional.empty());
        } else {
            calls.post("v1/federation/join/" + join.joinid() + "/abort", Map.of(), JoinResponse.class);
        }
    }

    private void accept(JoinResponse join, JoinPlan plan, Optional<String> fingerprint) {
        calls.post(
                "v1/federation/join/" + join.joinid() + "/accept",
                new AcceptRequest(plan.hash(), fingerprint.orElse(null)),
                JoinResponse.class);
    }

    private void tell(JoinResponse join) {
        if (!join.checkwords().isEmpty() && tellOnce("the words", words(join))) {
            screen.say("  other plant   %s  %s".formatted(join.peer(), join.fingerprint()));
            screen.say("  check words   " + words(join));
        }
        if (join.plan() != null && tellOnce("the plan", join.plan().hash())) {
            lines(join.plan()).forEach(screen::say);
        }
        for (var step : join.steps()) {
            if (!step.state().equals("pending") && tellOnce(step.name(), step.state())) {
                screen.say("  %-12s  %s".formatted(step.name(), step.state()));
            }
        }
        boolean remind = !screen.interactive() && world.nanos() - lastWord > REMIND.toNanos();
        if (remind) {
            lastWord = world.nanos();
        }
        join.steps().stream()
                .filter(step -> step.state().equals("doing"))
                .map(this::waiting)
                .forEach(remind ? screen::say : screen::live);
    }

    /** Which step waits for what, and since when. */
    private String waiting(JoinStep step) {
        return "  %-12s  since %s s%s"
                .formatted(
                        step.name(),
                        step.since() == null
                                ? "?"
                                : Math.max(
                                        0,
                                        Duration.between(step.since(), world.now())
                                                .toSeconds()),
                        step.waitsfor() == null ? "" : ", waits for " + step.waitsfor());
    }

    private boolean tellOnce(String what, String state) {
        if (state.equals(told.put(what, state))) {
            return false;
        }
        lastWord = world.nanos();
        return true;
    }

    private static String words(JoinResponse join) {
        return String.join(" ", join.checkwords());
    }

    /** A plan as a person reads it. */
    static List<String> lines(JoinPlan plan) {
        var lines = new ArrayList<String>();
        lines.add("  plan " + plan.hash());
        for (var item : plan.items()) {
            lines.add(
                    "    %-8s %-10s %s".formatted(item.severity().toUpperCase(Locale.ROOT), item.kind(), item.text()));
            if (item.answer() != null) {
                lines.add("    %-19s -> %s".formatted("", item.answer()));
            }
        }
        return lines;
    }

    private void pause() {
        try {
            world.pause(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.bad("interrupted; the join goes on in the plant");
        }
    }
}
