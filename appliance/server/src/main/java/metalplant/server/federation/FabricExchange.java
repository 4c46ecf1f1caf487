package metalplant.server.federation;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.federation.PlantNumbers;
import metalplant.core.peering.PlantFabrics;
import metalplant.core.peering.PlantFabrics.Asks;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.PlantId;
import metalplant.model.Problem;
import metalplant.model.peering.PlantFabric;
import metalplant.model.peering.PlantFabric.Head;
import metalplant.wire.federation.FabricAnswer;
import metalplant.wire.federation.FabricQuestion;

/**
 * Tells other plants of this one's partitions in zones, and asks them of theirs: in rounds of its own, on no request's path.
 *
 * @see "docs/adr/0067"
 */
final class FabricExchange {
    private static final System.Logger LOG = System.getLogger(FabricExchange.class.getName());
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();
    /** Above what {@link PlantFabric#NETWORKS_MAX} networks take. */
    private static final int ANSWER_MAX = 4 << 20;

    private final FederationParts parts;
    private final NeighbourBook book;
    private final PlantFabrics fabrics;
    private volatile Optional<Told> last = Optional.empty();

    /** What this plant told, for whom all members may ask at once. */
    private record Told(PlantFabric fabric, long life, int number, long at) {}

    FabricExchange(FederationParts parts, NeighbourBook book) {
        this.parts = parts;
        this.book = book;
        this.fabrics = new PlantFabrics(parts.store, parts.world);
    }

    /** What to ask in one round. */
    Asks asks() {
        try {
            return fabrics.asks();
        } catch (RuntimeException e) {
            LOG.log(WARNING, "nobody is asked of partitions in this round", e);
            return Asks.NOTHING;
        }
    }

    /** The answer to a member; empty as long as the ledger gave this plant no number. */
    Optional<FabricAnswer> answer(FabricQuestion question) {
        return parts.runner
                .state()
                .filter(state -> state.phase().inFederation())
                .flatMap(this::told)
                .map(told -> answer(told, question));
    }

    private static FabricAnswer answer(PlantFabric told, FabricQuestion question) {
        boolean known = question.life() != null
                && question.revision() != null
                && question.life() == told.life()
                && question.revision() == told.revision();
        return new FabricAnswer(
                told.life(),
                told.revision(),
                known
                        ? null
                        : PlantFabrics.in(told, zones(question)).stream()
                                .map(FabricExchange::toWire)
                                .toList(),
                told.more());
    }

    private static Collection<UUID> zones(FabricQuestion question) {
        var found = new HashSet<UUID>();
        if (question.zones() != null) {
            question.zones().stream()
                    .filter(Objects::nonNull)
                    .limit(PlantFabric.PARTS_MAX)
                    .forEach(each -> found.add(UUID.fromString(each)));
        }
        return found;
    }

    private synchronized Optional<PlantFabric> told(PlantState state) {
        var number = PlantNumbers.of(state, state.me());
        if (number.isEmpty()) {
            return Optional.empty();
        }
        long life = state.self().incarnation().counter();
        var known = last.filter(each ->
                each.life() == life && each.number() == number.get() && parts.world.nanos() - each.at() < FRESH_NANOS);
        if (known.isEmpty()) {
            known = Optional.of(new Told(fabrics.told(life, number.get()), life, number.get(), parts.world.nanos()));
            last = known;
        }
        return known.map(Told::fabric);
    }

    /** Asks a member, and keeps what it says. */
    void ask(PlantState state, PlantId plant, InetSocketAddress door, Asks asks) {
        var number = PlantNumbers.of(state, plant);
        if (asks.zones().isEmpty() || number.isEmpty()) {
            return;
        }
        var head = asks.head(plant.text());
        var question = new FabricQuestion(
                asks.zones().stream().map(UUID::toString).toList(),
                head.map(Head::life).orElse(null),
                head.map(Head::revision).orElse(null));
        try {
            parts.calls
                    .post(plant, door, FabricTalk.PATH, question, FabricAnswer.class, ANSWER_MAX)
                    .ifPresent(answer -> heard(state, plant, number.get(), answer, asks));
        } catch (RuntimeException e) {
            LOG.log(WARNING, "what a plant tells of its partitions is not kept plant=" + plant.text(), e);
        }
    }

    private void heard(PlantState state, PlantId plant, int number, FabricAnswer answer, Asks asks) {
        if (answer.partitions() == null) {
            asks.head(plant.text()).ifPresent(fabrics::still);
            return;
        }
        var label = FederationPlants.name(state, plant);
        var own = new HashSet<>(book.all().getOrDefault(plant, List.of()));
        PlantFabric said;
        try {
            said = new HeardFabric(plant.text(), label, number, own, asks.zones()).read(answer, parts.world.now());
        } catch (Problem e) {
            parts.alarms.alarm(
                    "what plant %s tells of its partitions is not taken: %s".formatted(label, e.getMessage()));
            return;
        }
        if (fabrics.heard(said)) {
            said.refused().forEach(parts.alarms::alarm);
            LOG.log(
                    INFO,
                    "plant told of its partitions plant={0} revision={1} partitions={2}",
                    plant.text(),
                    Long.toString(said.revision()),
                    Integer.toString(said.parts().size()));
        }
    }

    private static FabricAnswer.Partition toWire(PlantFabric.Part part) {
        return new FabricAnswer.Partition(
                part.id(),
                part.number(),
                part.zone().toString(),
                texts(part.supers()),
                texts(part.announceable()),
                part.exits().stream()
                        .map(exit -> new FabricAnswer.Exit(
                                exit.id(),
                                exit.asn(),
                                exit.cables().stream()
                                        .map(each -> new FabricAnswer.Cable(
                                                each.name(),
                                                each.address().toString(),
                                                each.exit(),
                                                each.neighbour().toString()))
                                        .toList()))
                        .toList(),
                part.networks().stream()
                        .map(each -> new FabricAnswer.Network(
                                each.id(),
                                each.project().toString(),
                                each.vrf(),
                                texts(each.prefixes()),
                                texts(each.announced())))
                        .toList());
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }
}
