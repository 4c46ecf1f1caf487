package metalplant.federation.plant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.federation.entry.Evidence;
import metalplant.federation.ledger.Import;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.ledger.Verdict;
import metalplant.federation.membership.Phase;
import metalplant.federation.membership.Turn;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/** The joiner's side: reads the ledger of a federation that it is not in, plans, signs, and waits until it sees itself in it. */
final class Joining {
    private Joining() {}

    static void begin(Draft draft, Event.Join join) {
        if (draft.diverged && draft.phase.inFederation()) {
            draft.turn(Turn.LEFT_ALONE);
        }
        var apart = draft.joiner.map(Joiner::apart).orElse(draft.phase);
        if (!draft.turn(Turn.INVITED)) {
            draft.alarm("join refused: this plant is %s".formatted(draft.phase));
            return;
        }
        draft.joiner = Optional.of(Joiner.of(join.invite(), join.bring(), apart));
        draft.peer = join.peer();
        hello(draft);
    }

    private static PlantId inviter(Draft draft) {
        return draft.joiner.orElseThrow().invite().inviter().plant();
    }

    private static void hello(Draft draft) {
        var invite = draft.joiner.orElseThrow().invite();
        draft.send(inviter(draft), new Message.JoinHello(invite.joinId(), invite.secret(), draft.self));
    }

    static void tick(Draft draft, long passed) {
        if (draft.joiner.isEmpty()) {
            return;
        }
        draft.joiner = Optional.of(draft.joiner.get().aged(passed));
        if (draft.joiner.get().elapsedMillis()
                > draft.around.config().joinTimeout().toMillis()) {
            draft.turn(Turn.TIMED_OUT);
        }
        switch (draft.phase) {
            case PAIRING -> hello(draft);
            case PREFLIGHT -> {
                pull(draft);
                hello(draft);
            }
            case PLANNING ->
                draft.joiner.flatMap(Joiner::plan).ifPresent(plan -> draft.effects.add(new Effect.ShowPlan(plan)));
            case FREEZING -> frozen(draft);
            case COMMITTING -> {
                ready(draft);
                pull(draft);
            }
            default -> {}
        }
    }

    private static void pull(Draft draft) {
        draft.joiner.ifPresent(joiner ->
                draft.send(inviter(draft), new Message.Pull(joiner.candidate().head())));
    }

    static void welcomed(Draft draft, PlantId from, Message.JoinWelcome welcome) {
        boolean its = draft.joiner
                .filter(joiner -> joiner.invite().joinId().equals(welcome.joinId())
                        && joiner.invite().federation().equals(welcome.federation())
                        && joiner.invite().inviter().plant().equals(from))
                .isPresent();
        if (its) {
            draft.joiner = draft.joiner.map(joiner -> joiner.welcomed(welcome.seq()));
            draft.turn(Turn.PINNED);
            pull(draft);
        }
    }

    static void refused(Draft draft, PlantId from, Message.JoinRefused refused) {
        boolean its = draft.joiner
                .filter(joiner -> joiner.invite().joinId().equals(refused.joinId())
                        && joiner.invite().inviter().plant().equals(from))
                .isPresent();
        if (its) {
            draft.alarm("the join was refused: " + refused.why());
            draft.turn(Turn.VOIDED);
        }
    }

    static void chunk(Draft draft, PlantId from, List<Bytes> entries) {
        if (draft.joiner.isEmpty() || !inviter(draft).equals(from)) {
            return;
        }
        var joiner = draft.joiner.get();
        var result = Import.of(joiner.candidate(), entries, draft.around.acceptance());
        var log = joiner.entries();
        long seq = joiner.candidate().head().seq();
        for (var bytes : result.accepted()) {
            log = log.with(++seq, bytes);
        }
        draft.joiner = Optional.of(joiner.read(result.ledger(), log));
        if (result.stopped() instanceof Verdict.TooNew || result.stopped() instanceof Verdict.Refused) {
            draft.alarm("the ledger of the federation cannot be read: " + result.stopped());
            draft.turn(Turn.CHECK_FAILED);
            return;
        }
        if (draft.phase == Phase.COMMITTING) {
            committed(draft);
        } else if (draft.phase == Phase.PREFLIGHT && draft.joiner.get().atHead()) {
            check(draft);
        } else if (!result.accepted().isEmpty()) {
            pull(draft);
        }
    }

    private static void check(Draft draft) {
        var joiner = draft.joiner.orElseThrow();
        var federation = joiner.candidate().folded();
        boolean fits = federation.federation().equals(joiner.invite().federation())
                && draft.self.level() + 1 >= federation.level();
        if (draft.turn(fits ? Turn.CHECKED : Turn.CHECK_FAILED) && fits) {
            plan(draft);
        }
    }

    private static void plan(Draft draft) {
        var joiner = draft.joiner.orElseThrow();
        var plan = JoinPlan.of(
                joiner.invite().joinId(),
                draft.self,
                joiner.candidate().folded(),
                joiner.bring(),
                evidence(draft, joiner),
                draft.around.local().inventory());
        draft.joiner = Optional.of(joiner.planned(plan));
        draft.effects.add(new Effect.ShowPlan(plan));
    }

    static void accepted(Draft draft, Hash accepted) {
        boolean same = draft.joiner
                .flatMap(Joiner::plan)
                .filter(plan -> plan.hash().equals(accepted))
                .isPresent();
        if (same && draft.turn(Turn.PLAN_ACCEPTED)) {
            frozen(draft);
        }
    }

    private static void frozen(Draft draft) {
        var plan = draft.joiner.flatMap(Joiner::plan).orElseThrow();
        if (!draft.around.local().inventory().equals(plan.inventory())) {
            draft.turn(Turn.INVENTORY_CHANGED);
            plan(draft);
        } else if (draft.turn(Turn.INVENTORY_SAME)) {
            ready(draft);
        }
    }

    private static void ready(Draft draft) {
        var plan = draft.joiner.flatMap(Joiner::plan).orElseThrow();
        draft.send(
                inviter(draft),
                new Message.JoinReady(plan.joinId(), plan.hash(), plan.record(), plan.brought(), plan.evidence()));
    }

    private static void committed(Draft draft) {
        var joiner = draft.joiner.orElseThrow();
        var federation = joiner.candidate().folded();
        if (!federation.requests().has(joiner.invite().joinId())) {
            return;
        }
        var plan = joiner.plan().orElseThrow();
        draft.turn(Turn.ADDED);
        // Other software may have been started since the plan was made.
        draft.self = plan.record().withLevel(draft.around.acceptance().level());
        draft.ledger = joiner.candidate();
        draft.effects.add(new Effect.Replace(joiner.entries().values()));
        draft.pending = Optional.empty();
        draft.host = Optional.empty();
        draft.promises = List.of();
        draft.leaving = List.of();
        draft.orders = List.of();
        draft.diverged = false;
        // What was waited for in another lineage counts no more: this one may know of sightings.
        draft.waited = metalplant.federation.value.SortedTree.empty();
        draft.turn(Turn.AT_HEAD);
        Mirror.conclude(draft);
    }

    /**
     * What the lineage that this plant comes from did behind the point where it parted from the one that it joins: grants, returns
     * and cessions that the other one does not know, and whatever this plant signed and never saw decided.
     */
    private static List<Evidence> evidence(Draft draft, Joiner joiner) {
        var list = new ArrayList<Evidence>();
        draft.promises.forEach(promise -> list.add(promise.evidence()));
        if (draft.ledger.state().isPresent()
                && draft.federation().federation().equals(joiner.invite().federation())) {
            var fork = fork(draft, joiner);
            for (var extent : draft.federation().pools().extents()) {
                var before = fork.state().flatMap(state -> state.pools().tenure(extent.range()));
                boolean changed = before.filter(extent.tenure()::equals).isEmpty();
                if (changed) {
                    list.add(new Evidence(extent.range(), extent.tenure()));
                }
            }
        }
        return list.stream()
                .distinct()
                .limit(metalplant.federation.encoding.Limits.LIST_MAX)
                .toList();
    }

    /** The last state that both ledgers have in common. */
    private static Ledger fork(Draft draft, Joiner joiner) {
        var common = new ArrayList<Bytes>();
        for (long seq = 0; seq <= draft.ledger.head().seq(); seq++) {
            var mine = draft.around.log().at(seq);
            if (mine.isEmpty() || !mine.equals(joiner.entries().get(seq))) {
                break;
            }
            common.add(mine.get());
        }
        if (common.size() == draft.ledger.head().seq() + 1) {
            return draft.ledger;
        }
        return Import.of(Ledger.EMPTY, common, draft.around.acceptance()).ledger();
    }
}
