package metalplant.server.federation;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import metalplant.core.homes.SharedHomes;
import metalplant.door.Role;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.Tenure;
import metalplant.federation.escrow.Pool;
import metalplant.federation.homes.NameKey;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.IpAddress;
import metalplant.router.plants.Indoors;
import metalplant.router.plants.Plant;
import metalplant.router.plants.PlantLink;
import metalplant.router.plants.Plants;
import metalplant.router.table.Entity;
import metalplant.server.peer.Peer;
import metalplant.server.peer.Peers;

/**
 * What the ledger says about plants, for the router of this plant and for the door that lets in those of others. A plant that is alone knows
 * itself only.
 */
final class FederationPlants implements Plants, Peers {
    private static final String LABEL = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";

    private final Supplier<Optional<FederationDesk>> desk;
    private final String ownLabel;
    private final Supplier<List<String>> ownPartitions;
    private final Homesteads homesteads;
    private final Indoors here;
    private final URI base;
    private final Map<Pinned, SSLContext> contexts = new ConcurrentHashMap<>();

    /** Who changes the shared entity that this plant shows under an id: a plant's id, "" = this one, empty = it shows none. */
    interface Homesteads {
        Optional<String> home(String kind, String id);
    }

    /** A context is good as long as the authority behind it stays the same. */
    private record Pinned(PlantId plant, Bytes authority) {}

    /** What the ledger says, if this plant is in a federation. */
    private record Ledger(PlantState state, FederationDesk desk) {}

    /**
     * All of them as they are now.
     *
     * @param desk empty as long as this plant never had to do with another one
     * @param ownLabel until the ledger knows another one
     * @param base where this plant's API is
     */
    FederationPlants(
            Supplier<Optional<FederationDesk>> desk,
            String ownLabel,
            Supplier<List<String>> ownPartitions,
            Homesteads homesteads,
            Indoors here,
            URI base) {
        this.desk = desk;
        this.ownLabel = ownLabel;
        this.ownPartitions = ownPartitions;
        this.homesteads = homesteads;
        this.here = here;
        this.base = base;
    }

    /** @throws Problem TOO_BUSY as long as it is not known: to be taken for alone would make wrong 404s */
    private Optional<Ledger> ledger() {
        return desk.get()
                .map(open -> new Ledger(
                        open.parts()
                                .runner
                                .state()
                                .orElseThrow(() ->
                                        Problem.of(ProblemCode.TOO_BUSY, "the plant is still starting, try again")),
                        open))
                .filter(ledger -> ledger.state().phase().inFederation());
    }

    @Override
    public Plant local() {
        return local(ledger());
    }

    private Plant local(Optional<Ledger> ledger) {
        var label = ledger.map(known -> name(known.state(), known.state().me())).orElseGet(() -> safe(ownLabel, "own"));
        return new Plant(label, ownPartitions.get(), base, new PlantLink.Here(here), Role.ADMIN, Set.of(), true);
    }

    @Override
    public List<Plant> all() {
        var ledger = ledger();
        var all = new ArrayList<Plant>();
        // First, so that nobody else can claim its partitions.
        all.add(local(ledger));
        ledger.ifPresent(known -> known.state().federation().members().living().stream()
                .filter(member -> !member.plant().equals(known.state().me()))
                .flatMap(member -> plant(known, member).stream())
                .sorted(Comparator.comparing(Plant::label))
                .forEach(all::add));
        if (contexts.size() >= all.size()) {
            forgetContexts(ledger);
        }
        return List.copyOf(all);
    }

    private void forgetContexts(Optional<Ledger> ledger) {
        var pinned = ledger.map(known -> known.state().federation().members().living()).orElse(List.of()).stream()
                .map(member -> new Pinned(member.plant(), member.record().meshCa()))
                .toList();
        contexts.keySet().retainAll(pinned);
    }

    private Optional<Plant> plant(Ledger ledger, Member member) {
        var id = member.plant();
        return Whereabouts.of(id, member.record().endpoint())
                .map(where -> new Plant(
                        name(ledger.state(), id),
                        ledger.desk().neighbours().book().all().getOrDefault(id, List.of()),
                        address(where.mesh()),
                        new PlantLink.Peer(contexts.computeIfAbsent(
                                new Pinned(id, member.record().meshCa()),
                                pinned -> ledger.desk().parts().tls.calling(id.text()))),
                        role(ledger.state()
                                .federation()
                                .members()
                                .authority(id, ledger.state().me())),
                        Granted.of(ledger.state()
                                .federation()
                                .members()
                                .grants(id, ledger.state().me())),
                        !ledger.desk().neighbours().isSilent(id)));
    }

    private URI address(InetSocketAddress door) {
        var path = base.getPath();
        return URI.create("https://" + FederationParts.hostAndPort(door.getAddress(), door.getPort()) + path);
    }

    @Override
    public Optional<String> home(Entity entity, String id) {
        return kind(entity)
                .flatMap(kind -> ledger().flatMap(
                                known -> home(known.state(), kind, id).map(plant -> name(known.state(), plant))));
    }

    @Override
    public boolean shows(Entity entity, String id) {
        return ledger().isPresent()
                && kind(entity).flatMap(kind -> homesteads.home(kind, id)).isPresent();
    }

    @Override
    public boolean sharesNetwork(String id) {
        return shows(Entity.NETWORK, id);
    }

    @Override
    public boolean sharesNetworks() {
        return ledger().isPresent();
    }

    /** How the ledger calls it; empty if plants do not share it. */
    private static Optional<String> kind(Entity entity) {
        return switch (entity) {
            case REGION, ZONE, TENANT, PROJECT, IMAGE, SIZE, NETWORK ->
                Optional.of(entity.name().toLowerCase(Locale.ROOT));
            case LAYOUT -> Optional.of("filesystemlayout");
            case CONSTRAINT -> Optional.of(SharedHomes.SIZE_IMAGE_CONSTRAINT);
            case PARTITION, MACHINE, IP, SWITCH, RESERVATION, PEERING -> Optional.empty();
        };
    }

    /** Ids of people may name different things in different plants: what this plant shows under it is meant. */
    private Optional<PlantId> home(PlantState state, String kind, String id) {
        var shown = homesteads.home(kind, id);
        if (shown.isEmpty()) {
            return published(state, kind, id);
        }
        return shown.get().isEmpty() ? Optional.of(state.me()) : Optional.of(new PlantId(shown.get()));
    }

    /** What is not shown here yet. */
    private static Optional<PlantId> published(PlantState state, String kind, String id) {
        var homes = state.federation().homes();
        var uuid = homes.names().get(new NameKey(kind, "", id)).or(() -> uuid(id));
        return uuid.flatMap(homes::find)
                .filter(entity -> entity.kind().equals(kind))
                .map(metalplant.federation.homes.Entity::home);
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> holder(String address) {
        return ledger().flatMap(known -> IpAddress.tryParse(address)
                .flatMap(ip -> holder(known.state(), ip))
                .map(plant -> name(known.state(), plant)));
    }

    private static Optional<PlantId> holder(PlantState state, IpAddress address) {
        var kind = address.family() == AddressFamily.IPV4 ? PoolKind.IPV4 : PoolKind.IPV6;
        return state.federation().pools().all().stream()
                .filter(pool -> pool.spec().kind() == kind)
                .flatMap(pool -> holder(pool, address).stream())
                .findFirst();
    }

    private static Optional<PlantId> holder(Pool pool, IpAddress address) {
        return pool.at(address.value())
                .filter(extent -> extent.is(Tenure.State.GRANTED))
                .map(extent -> extent.tenure().owner());
    }

    @Override
    public Optional<Peer> of(PlantId plant) {
        return ledger().filter(known -> !plant.equals(known.state().me())).flatMap(known -> {
            var members = known.state().federation().members();
            return members.find(plant)
                    .filter(member -> member.status().mayWrite())
                    .map(_ -> new Peer(
                            name(known.state(), plant),
                            role(members.authority(known.state().me(), plant)),
                            Granted.of(members.grants(known.state().me(), plant))));
        });
    }

    private static Role role(MemberCommand.Role role) {
        return switch (role) {
            case NONE -> Role.OPEN;
            case VIEW -> Role.VIEW;
            case EDIT -> Role.EDIT;
        };
    }

    /** Its label; where two have the same one, or one that cannot be the name of a file, with its id. */
    static String name(PlantState state, PlantId plant) {
        var members = state.federation().members();
        var label = members.find(plant).map(member -> member.record().label()).orElse("");
        return safe(members.labelTaken(label, plant) ? "" : label, plant.text());
    }

    private static String safe(String label, String otherwise) {
        return label.matches(LABEL) && !label.contains("..") ? label : otherwise;
    }
}
