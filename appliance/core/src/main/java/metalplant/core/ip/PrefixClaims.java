package metalplant.core.ip;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import metalplant.core.store.FederationTable;
import metalplant.core.store.Tx;
import metalplant.federation.guard.Guards;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Prefix;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;

/**
 * Whose a prefix is that several plants may have in networks of their own (I1). A member gives addresses of it only once the ledger says
 * that it is its own, or shares it in blocks; a plant that is alone notices nothing.
 *
 * <pre>
 * the ledger                                  addresses
 * knows nothing that overlaps it              none yet: the plant claims it as soon as it reaches a majority of the voters
 * says that it is this plant's                all of it
 * says that another plant has what overlaps   none; what is in use stays
 * </pre>
 */
public final class PrefixClaims {
    /** One more than a prefix has that is one plant's as a whole. */
    private static final int BLOCKS_SEEN = 2;

    private static final int ROWS_MAX = 100_000;
    private static final int SHOWN = 16;

    private PrefixClaims() {}

    /** Whether this block of a prefix of the network gives nothing yet. The network's labels are read anew. */
    static boolean missing(Tx tx, Network network, Block block, Holder me) {
        boolean asks = !me.plant().isEmpty()
                && network.withLabels(Map.of()).sharesAddressSpace()
                && !Guards.ALL.prefixClaimed(!block.local());
        return asks
                && tx.networks().find(network.id()).filter(Network::localOnly).isEmpty();
    }

    /**
     * A prefix that gives nothing new here.
     *
     * @param by what the ledger knows instead; empty while this plant has not claimed it yet
     */
    public record Lacking(Prefix prefix, Optional<FederationTable.Pool> by) {
        /** Its addresses that are in use here, the first ones as text; "none" if there are none. */
        public String inUse(Tx tx) {
            var all = tx.ips()
                    .within(prefix.id(), prefix.cidr().first(), prefix.cidr().last(), SHOWN + 1);
            var shown =
                    all.stream().limit(SHOWN).map(ip -> ip.address().toString()).collect(Collectors.joining(", "));
            return all.isEmpty() ? "none" : all.size() > SHOWN ? shown + " and more" : shown;
        }
    }

    /** All prefixes of a member that lack their claim. */
    public static List<Lacking> lacking(Tx tx) {
        var networks = tx.networks().find(NetworkQuery.EXTERNAL).stream()
                .filter(Network::sharesAddressSpace)
                .map(Network::id)
                .collect(Collectors.toSet());
        var pools = tx.federation().pools();
        var theirs = pools.stream().map(FederationTable.Pool::prefixId).collect(Collectors.toSet());
        return tx.prefixes().withoutParent(ROWS_MAX).stream()
                .filter(row -> networks.contains(row.networkId()) && !theirs.contains(row.id()))
                .map(row -> new Lacking(
                        row,
                        pools.stream()
                                .filter(pool -> pool.cidr().overlaps(row.cidr()))
                                .findFirst()))
                .toList();
    }

    /** The plant that alone gives all addresses of this shared prefix, if one does. */
    public static Optional<String> onlyHolder(Tx tx, FederationTable.Pool pool) {
        var blocks = tx.prefixes().blocks(pool.rowOf(""), BLOCKS_SEEN);
        return blocks.size() == 1
                        && blocks.getFirst().state() != Block.State.FREE
                        && blocks.getFirst().cidr().equals(pool.cidr())
                ? Optional.of(blocks.getFirst().holder())
                : Optional.empty();
    }

    /** Why a prefix that lacks its claim gives nothing. */
    static Problem problem(Tx tx, Network network, Prefix prefix) {
        return tx.federation()
                .poolOverlapping(prefix.cidr())
                .map(pool -> elsewhere(tx, network, prefix.cidr(), pool))
                .orElseGet(() -> unclaimed(network, prefix.cidr()));
    }

    private static Problem unclaimed(Network network, Cidr prefix) {
        return Problem.of(
                        ProblemCode.PREFIX_UNCLAIMED,
                        "prefix %s of network \"%s\" gives no addresses before the ledger of the federation says that it is this plant's: the plant claims it by itself, which takes some seconds and a majority of the voters; send the request again"
                                .formatted(prefix, network.id()))
                .with("network", network.id())
                .with("prefix", prefix.toString());
    }

    private static Problem elsewhere(Tx tx, Network network, Cidr prefix, FederationTable.Pool pool) {
        var holder = onlyHolder(tx, pool)
                .map(plant -> "plant \"%s\" has %s in the ledger".formatted(label(tx, plant), pool.cidr()))
                .orElseGet(() -> "the federation shares %s in blocks".formatted(pool.cidr()));
        return Problem.of(
                        ProblemCode.PREFIX_CLAIMED_ELSEWHERE,
                        "prefix %s of network \"%s\" gives no new addresses here, because %s: addresses in use stay; give the network another prefix"
                                .formatted(prefix, network.id(), holder))
                .with("network", network.id())
                .with("prefix", prefix.toString())
                .with("claimed", pool.cidr().toString());
    }

    /** What people call this plant; its id if the federation does not know it any more. */
    public static String label(Tx tx, String plant) {
        return tx.federation().member(plant).map(FederationTable.Member::label).orElse(plant);
    }
}
