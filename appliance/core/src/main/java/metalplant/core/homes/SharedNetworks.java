package metalplant.core.homes;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import metalplant.core.ip.NumberPool;
import metalplant.core.store.FederationTable;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Prefix;
import metalplant.model.machine.MachineQuery;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.network.NetworkType;

/**
 * Networks that belong to no partition and to no project. What a plant gives out of one are the addresses that itself may give:
 *
 * <pre>
 * prefix of a copy                                  row here
 * the ledger shares it                              the one of the shared prefix: addresses come from this plant's blocks
 * the ledger does not share it                      none: only the plant in which it was made gives addresses
 * an own network here has it                        none beside that one
 * the home has it no more, addresses in use         stays until they are free, and gives no new ones
 * in use here before it was another plant's         the same, then the shared one comes instead
 * </pre>
 *
 * <p>Machines, switches and clients carry the id of a network, so an own one is never renamed: another plant's is shown beside it.
 *
 * @see "docs/adr/0025"
 */
final class SharedNetworks extends SharedKind<Network> {
    private static final int ENTRIES_MAX = 1_000;

    /** A prefix of its own is one block. */
    private static final int LOCAL_BLOCKS_MAX = 2;

    SharedNetworks() {
        super("network", 8, Tx::networks);
    }

    @Override
    boolean isShared(Network network) {
        return network.ofAllPlants();
    }

    @Override
    SharedContent content(Tx tx, Network network) {
        return new SharedContent.OfNetwork(
                network.name(),
                network.description(),
                network.type().wire(),
                network.prefixes().stream().map(Cidr::toString).toList(),
                network.destinationPrefixes().stream().map(Cidr::toString).toList(),
                network.childLength().entrySet().stream()
                        .map(each -> new SharedContent.ChildLength(each.getKey().wire(), each.getValue()))
                        .toList(),
                network.nat(),
                network.vrf(),
                SharedContent.Pair.of(network.labels()),
                network.additionalAnnouncableCidrs());
    }

    @Override
    Network entity(Tx tx, String id, SharedContent content, Stamp stamp) {
        if (!(content instanceof SharedContent.OfNetwork its)) {
            throw other();
        }
        var network = new Network(
                id,
                its.name(),
                its.description(),
                type(its.type()),
                "",
                "",
                "",
                cidrs(its.prefixes()),
                cidrs(its.destinations()),
                lengths(its.childLength()),
                its.nat(),
                false,
                its.vrf(),
                SharedContent.Pair.map(its.labels()),
                cidrs(its.announcable()).stream().map(Cidr::toString).toList(),
                stamp);
        if (!network.ofAllPlants() || network.prefixes().isEmpty()) {
            throw Problem.refused("a network that plants share has prefixes and is not local to one of them");
        }
        requireVrf(tx, network);
        return network;
    }

    private static NetworkType type(String text) {
        return Stream.of(NetworkType.values())
                .filter(type -> type.wire().equals(text) && !type.isChild())
                .findFirst()
                .orElseThrow(() -> Problem.refused("it is of no type that plants share"));
    }

    private static List<Cidr> cidrs(List<String> texts) {
        if (texts.size() > ENTRIES_MAX) {
            throw Problem.refused("it has more than %d prefixes".formatted(ENTRIES_MAX));
        }
        return texts.stream()
                .map(text -> Cidr.tryParse(text).orElseThrow(() -> Problem.refused("a prefix of it is none")))
                .distinct()
                .toList();
    }

    private static Map<AddressFamily, Integer> lengths(List<SharedContent.ChildLength> all) {
        var lengths = new TreeMap<AddressFamily, Integer>();
        for (var each : all) {
            var family = AddressFamily.parse(each.family())
                    .filter(known -> each.bits() >= 1 && each.bits() <= known.bits())
                    .orElseThrow(() -> Problem.refused("a length of its child prefixes is none"));
            lengths.put(family, (int) each.bits());
        }
        return lengths;
    }

    /** A copy in the VRF of a project would join what must never meet. */
    private static void requireVrf(Tx tx, Network network) {
        NumberPool.requireVrf(network.vrf());
        var old = tx.networks()
                .find(network.id())
                .filter(known -> known.stamp().uid().equals(network.stamp().uid()));
        if (old.filter(known -> known.vrf() != network.vrf()).isPresent()) {
            throw Problem.refused("a network keeps its VRF");
        }
        if (network.vrf() != 0 && old.isEmpty()) {
            tx.networks().find(NetworkQuery.ofVrf(network.vrf())).stream()
                    .filter(other -> !other.projectId().isEmpty())
                    .findFirst()
                    .ifPresent(other -> {
                        throw Problem.refused("its VRF %d is that of network \"%s\" of a project here: free that one"
                                .formatted(network.vrf(), other.id()));
                    });
        }
    }

    /** Addresses, networks cut from it, and machines that are in it. */
    @Override
    boolean isUsed(Tx tx, String id) {
        return tx.prefixes().ofNetwork(id).stream().anyMatch(prefix -> tx.ips().anyIn(prefix.id()))
                || tx.networks().hasChildren(id)
                || !tx.machines().page(inNetwork(id), "", 1).isEmpty();
    }

    private static MachineQuery inNetwork(String id) {
        return new MachineQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                MachineQuery.AllocationFilter.ANY,
                new MachineQuery.NetworkFilter(List.of(id), List.of(), List.of(), List.of(), List.of(), List.of()),
                MachineQuery.HardwareFilter.ANY,
                MachineQuery.BmcFilter.ANY);
    }

    @Override
    boolean canBeRenamed(Tx tx, String id) {
        return false;
    }

    @Override
    void repoint(Tx tx, String from, String to) {}

    /** Those of other plants. */
    static List<Network> ofOthers(Tx tx) {
        return tx.networks().find(NetworkQuery.OF_NOBODY).stream()
                .filter(network ->
                        network.ofAllPlants() && !network.stamp().home().isEmpty())
                .toList();
    }

    /** Gives the networks of other plants the rows that they should have by now. */
    static void settleAll(Tx tx) {
        ofOthers(tx).forEach(network -> settleRows(tx, network));
    }

    @Override
    void settle(Tx tx, Network network, SharedContent content) {
        settleRows(tx, network);
    }

    @Override
    void inserted(Tx tx, Network network) {
        NumberPool.holdVrf(tx, network.vrf(), network.id());
    }

    /** The rows of its prefixes stay: what comes instead settles them. */
    @Override
    void unsettle(Tx tx, Network network) {
        NumberPool.releaseVrf(tx, network.vrf());
    }

    @Override
    void vanish(Tx tx, Network network) {
        unsettle(tx, network);
        tx.prefixes().ofNetwork(network.id()).forEach(prefix -> drop(tx, prefix));
    }

    private static void settleRows(Tx tx, Network network) {
        var wanted = new HashSet<>(network.prefixes());
        for (var row : tx.prefixes().ofNetwork(network.id())) {
            if (!wanted.contains(row.cidr())) {
                dropUnused(tx, row);
            } else if (!network.privateSuper()) {
                settleRow(tx, network, row);
            }
        }
        if (!network.privateSuper()) {
            network.prefixes().forEach(cidr -> pool(tx, cidr).ifPresent(pool -> addRow(tx, network, pool)));
        }
    }

    private static Optional<FederationTable.Pool> pool(Tx tx, Cidr cidr) {
        return tx.federation().poolOverlapping(cidr).filter(pool -> pool.cidr().equals(cidr));
    }

    private static void settleRow(Tx tx, Network network, Prefix row) {
        var pool = pool(tx, row.cidr());
        if (pool.filter(shared -> shared.prefixId().equals(row.id())).isPresent()) {
            return;
        }
        if (pool.isEmpty()) {
            turn(tx, row, Block.State.RETURNING, Block.State.GRANTED);
        } else if (!network.stamp().home().isEmpty() && !dropUnused(tx, row)) {
            turn(tx, row, Block.State.GRANTED, Block.State.RETURNING);
        }
    }

    private static void turn(Tx tx, Prefix row, Block.State from, Block.State to) {
        tx.prefixes().blocks(row, LOCAL_BLOCKS_MAX).stream()
                .filter(block -> block.local() && block.state() == from)
                .forEach(block -> tx.prefixes().update(block.in(to)));
    }

    private static boolean dropUnused(Tx tx, Prefix row) {
        boolean used = tx.ips().anyIn(row.id())
                || (row.holdsChildren() && tx.prefixes().hasChildren(row.id()));
        if (!used) {
            drop(tx, row);
        }
        return !used;
    }

    private static void drop(Tx tx, Prefix row) {
        if (tx.federation().poolOf(row.id()).isPresent()) {
            // Who holds which block the ledger says, whether a network has the prefix or not.
            tx.prefixes().deleteWithoutBlocks(row.id());
        } else {
            tx.prefixes().delete(row.id());
        }
    }

    private static void addRow(Tx tx, Network network, FederationTable.Pool pool) {
        if (tx.prefixes().overlapping(pool.cidr()).isEmpty()) {
            tx.prefixes().insertWithoutBlocks(pool.rowOf(network.id()));
        }
    }
}
