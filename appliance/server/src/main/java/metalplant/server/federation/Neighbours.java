package metalplant.server.federation;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import metalplant.core.peering.PlantFabrics.Asks;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.PlantId;
import metalplant.wire.federation.PartitionsResponse;
import metalplant.wire.federation.TunnelKeysSaid;

/**
 * Asks the other members again and again which partitions are theirs. That tells at the same time who can be reached: a router that
 * found it out with a customer's request would not know what became of that request.
 */
final class Neighbours implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Neighbours.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(5);
    /** One lost answer is no silence. */
    private static final int SILENT_AFTER = 2;

    private final FederationParts parts;
    private final NeighbourBook book;
    private final FabricExchange fabric;
    private final Runnable looked;
    private final Map<PlantId, Integer> unanswered = new ConcurrentHashMap<>();
    private final Rounds rounds = new Rounds("federation neighbours", EVERY, this::look);

    /** @param looked called after each round */
    Neighbours(FederationParts parts, Runnable looked) {
        this.parts = parts;
        this.book = new NeighbourBook(parts.config.folder().resolve("partitions.json"), parts.alarms::alarm);
        this.fabric = new FabricExchange(parts, book);
        this.looked = looked;
    }

    NeighbourBook book() {
        return book;
    }

    /** What plants tell each other of their partitions. */
    FabricExchange fabric() {
        return fabric;
    }

    /** Whether this plant did not answer lately; false for one that was not asked yet. */
    boolean isSilent(PlantId plant) {
        return unanswered.getOrDefault(plant, 0) >= SILENT_AFTER;
    }

    /** Begins to ask; twice is once. */
    void start() {
        rounds.start();
    }

    private void look() {
        parts.runner.state().ifPresent(this::round);
    }

    private void round(PlantState state) {
        var members = state.phase().inFederation() ? others(state) : Set.<PlantId>of();
        unanswered.keySet().retainAll(members);
        if (state.phase().inFederation()) {
            book.keepOnly(members);
        }
        var asks = members.isEmpty() ? Asks.NOTHING : fabric.asks();
        try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
            members.forEach(member -> all.submit(() -> ask(state, member, asks)));
            state.ledger()
                    .state()
                    .flatMap(FederationState::witness)
                    .ifPresent(witness -> parts.tunnel
                            .rotation()
                            .ifPresent(rotation -> all.submit(() -> changeKeys(witness.plant(), rotation))));
        }
        looked.run();
    }

    private static Set<PlantId> others(PlantState state) {
        return state.federation().members().living().stream()
                .map(Member::plant)
                .filter(plant -> !plant.equals(state.me()))
                .collect(Collectors.toSet());
    }

    private void ask(PlantState state, PlantId plant, Asks asks) {
        var answer = partitions(plant);
        boolean was = isSilent(plant);
        answer.ifPresentOrElse(
                said -> {
                    unanswered.put(plant, 0);
                    book.said(plant, said.partitions());
                    book.zones().said(plant, said.zones());
                    parts.reach.door(plant).ifPresent(door -> {
                        parts.witness.tell(plant, door);
                        fabric.ask(state, plant, door, asks);
                    });
                },
                () -> unanswered.merge(plant, 1, Integer::sum));
        if (was != isSilent(plant)) {
            LOG.log(INFO, "plant {0} plant={1}", was ? "answers again" : "is silent", plant.text());
        }
        if (answer.isPresent()) {
            parts.tunnel.rotation().ifPresent(rotation -> changeKeys(plant, rotation));
        }
    }

    /** Whatever keeps this plant from asking keeps it from knowing: then there was no answer. */
    private Optional<PartitionsResponse> partitions(PlantId plant) {
        try {
            return parts.reach
                    .door(plant)
                    .flatMap(door ->
                            parts.calls.get(plant, door, NeighbourTalk.PARTITIONS_PATH, PartitionsResponse.class));
        } catch (RuntimeException | Error e) {
            LOG.log(WARNING, "plant could not be asked plant=" + plant.text(), e);
            return Optional.empty();
        }
    }

    /** One question and its answer tell both sides how far the other one is. */
    private void changeKeys(PlantId plant, TunnelRotation rotation) {
        if (!rotation.hasToTalk(plant)) {
            return;
        }
        rotation.said(plant)
                .ifPresent(mine -> parts.reach
                        .door(plant)
                        .flatMap(door -> parts.calls.post(plant, door, RotationTalk.PATH, mine, TunnelKeysSaid.class))
                        .ifPresent(theirs -> {
                            rotation.heard(plant, mine);
                            rotation.hears(plant, theirs);
                        }));
    }

    @Override
    public void close() {
        rounds.close();
    }
}
