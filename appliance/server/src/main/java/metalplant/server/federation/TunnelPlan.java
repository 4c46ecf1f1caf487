package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import metalplant.federation.value.PlantId;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.wireguard.plan.Endpoint;
import metalplant.wireguard.plan.KeyOfGeneration;
import metalplant.wireguard.plan.Keys;
import metalplant.wireguard.plan.MemberId;
import metalplant.wireguard.plan.MeshInput;
import metalplant.wireguard.plan.OwnKey;
import metalplant.wireguard.plan.Peer;
import metalplant.wireguard.plan.PeerKey;
import metalplant.wireguard.plan.Self;

/**
 * From what the ledger and the joins say to the input of the mesh planner. What one plant claims can never keep the others from having
 * their tunnels: whoever does not fit is left out, with a line in the log.
 */
final class TunnelPlan {
    /** What crosses (decision 17); the console joins them when there is one. */
    static final Set<Integer> PORTS = Set.of(Whereabouts.MESH_PORT, Whereabouts.LEDGER_PORT, Whereabouts.CONSOLE_PORT);

    private static final System.Logger LOG = System.getLogger(TunnelPlan.class.getName());

    /** The first tunnel behind the one for meetings. */
    static final int MEMBERS = KeyOfGeneration.MEETING + 1;

    private static final int NUMBER_MAX = 255;

    private final PlantId me;
    private final Here here;
    private final TunnelKeys keys;
    private final Function<PlantId, Optional<TunnelRotation.Pair>> changing;

    /** @param changing how far the keys of a pair have changed; empty while they are those that follow from the records */
    TunnelPlan(PlantId me, Here here, TunnelKeys keys, Function<PlantId, Optional<TunnelRotation.Pair>> changing) {
        this.me = me;
        this.here = here;
        this.keys = keys;
        this.changing = changing;
    }

    /**
     * @param behindNat whether nobody reaches this plant unless it sent first
     * @param path bytes that pass to a plant in one piece, outside of the tunnel
     */
    record Here(int udpPort, boolean behindNat, ToIntFunction<PlantId> path) {}

    /**
     * What is remembered of the tunnels between members.
     *
     * @param works those that do
     * @param settled those whose forerunner is silent
     * @param talks plants that were heard lately through the tunnel of the meeting
     */
    record Progress(Set<PlantId> works, Set<PlantId> settled, Set<PlantId> talks) {
        static final Progress NONE = new Progress(Set.of(), Set.of());

        Progress(Set<PlantId> works, Set<PlantId> settled) {
            this(works, settled, Set.of());
        }
    }

    /** The input, and who has the tunnel for meetings. */
    record Planned(MeshInput input, Optional<PlantId> meeting) {}

    Planned of(Situation situation, Progress progress) {
        var numbers = new HashSet<Integer>();
        situation.number().ifPresent(numbers::add);
        situation.neighbours().forEach(neighbour -> neighbour.number().ifPresent(numbers::add));
        var meeting = meeting(situation, progress);
        var peers = new ArrayList<Peer>();
        var addresses = new HashSet<Cidr>();
        addresses.add(service(me));
        var own = situation.number().orElseGet(() -> unused(numbers));
        for (var neighbour : situation.neighbours()) {
            if (!addresses.add(service(neighbour.plant()))) {
                LOG.log(WARNING, "another plant has the same address plant={0}", neighbour.plant());
                continue;
            }
            try {
                peer(situation, neighbour, meeting, progress, numbers).ifPresent(peers::add);
            } catch (Problem e) {
                LOG.log(WARNING, "no tunnel can be made plant={0}: {1}", neighbour.plant(), e.getMessage());
            }
        }
        var files = new HashSet<Path>();
        peers.forEach(peer -> peer.ours().all().map(OwnKey::file).forEach(files::add));
        keys.keepOnly(files);
        return new Planned(
                new MeshInput(
                        new Self(id(me), own, service(me), here.udpPort(), here.behindNat()),
                        Whereabouts.OVERLAY,
                        peers,
                        new TreeSet<>(PORTS)),
                meeting);
    }

    /**
     * One that has joined and still talks there, since it has no other way yet and may be needed as a voter; else a plant that is
     * joining; else one that has joined, until the tunnel between members works and it has moved there too: it may
     * have been stopped before it read that it is a member.
     */
    private static Optional<PlantId> meeting(Situation situation, Progress progress) {
        var moving = situation.joined().stream()
                .filter(plant -> !progress.settled().contains(plant))
                .filter(plant -> situation.neighbours().stream()
                        .anyMatch(neighbour -> neighbour.plant().equals(plant)))
                .toList();
        return moving.stream()
                .filter(progress.talks()::contains)
                .filter(plant -> !situation.joining().equals(Optional.of(plant)))
                .findFirst()
                .or(situation::joining)
                .or(() -> moving.stream().findFirst());
    }

    private Optional<Peer> peer(
            Situation situation,
            Situation.Neighbour neighbour,
            Optional<PlantId> meeting,
            Progress progress,
            Set<Integer> numbers) {
        var where =
                Whereabouts.of(neighbour.plant(), neighbour.record().endpoint()).filter(Whereabouts::tunnelled);
        if (where.isEmpty()) {
            return Optional.empty();
        }
        var generations = IntStream.of(KeyOfGeneration.MEETING, MEMBERS)
                .filter(generation -> generation == MEMBERS
                        ? neighbour.isNumbered(situation)
                        : meeting.equals(Optional.of(neighbour.plant())))
                .boxed()
                .flatMap(generation -> keys.of(neighbour.record(), generation).stream())
                .toList();
        if (generations.isEmpty()) {
            return Optional.empty();
        }
        var pair = changing.apply(neighbour.plant())
                .filter(_ -> neighbour.isNumbered(situation) && !meeting.equals(Optional.of(neighbour.plant())))
                .map(each -> new Between(
                        keys.theirs(each, generations.getLast()),
                        keys.ours(each, generations.getLast()),
                        each.ours().sendsOn()))
                .orElseGet(() -> new Between(
                        theirs(generations),
                        ours(generations),
                        progress.works().contains(neighbour.plant()) ? MEMBERS : KeyOfGeneration.MEETING));
        return Optional.of(new Peer(
                id(neighbour.plant()),
                neighbour.number().orElseGet(() -> unused(numbers)),
                service(neighbour.plant()),
                where.get().tunnel().map(TunnelPlan::endpoint).map(List::of).orElse(List.of()),
                0,
                pair.theirs(),
                pair.ours(),
                pair.sendsOn(),
                here.path().applyAsInt(neighbour.plant())));
    }

    private record Between(Keys<PeerKey> theirs, Keys<OwnKey> ours, int sendsOn) {}

    private static Keys<PeerKey> theirs(List<TunnelKeys.Pair> pairs) {
        var first = Keys.only(pairs.getFirst().theirs());
        return pairs.size() == 1 ? first : first.withNext(pairs.getLast().theirs());
    }

    private static Keys<OwnKey> ours(List<TunnelKeys.Pair> pairs) {
        var first = Keys.only(pairs.getFirst().ours());
        return pairs.size() == 1 ? first : first.withNext(pairs.getLast().ours());
    }

    private static Endpoint endpoint(InetSocketAddress where) {
        var address = IpAddress.parse(where.getAddress().getHostAddress().replaceFirst("%.*$", ""));
        if (where.getAddress().isLoopbackAddress() || Whereabouts.OVERLAY.contains(address)) {
            throw Problem.refused("%s is no address of another plant".formatted(address));
        }
        return new Endpoint(address, where.getPort());
    }

    /** For a plant that has none yet: it only has to differ from those of others. */
    private static int unused(Set<Integer> numbers) {
        int free = IntStream.rangeClosed(0, NUMBER_MAX)
                .map(i -> NUMBER_MAX - i)
                .filter(number -> !numbers.contains(number))
                .findFirst()
                .orElseThrow(() -> Problem.refused("all %d numbers of plants are taken".formatted(NUMBER_MAX + 1)));
        numbers.add(free);
        return free;
    }

    static MemberId id(PlantId plant) {
        return new MemberId(plant.text());
    }

    static Cidr service(PlantId plant) {
        return IpAddress.parse(Whereabouts.service(plant).getHostAddress()).asHost();
    }
}
