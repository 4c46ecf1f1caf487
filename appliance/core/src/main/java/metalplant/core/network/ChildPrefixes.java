package metalplant.core.network;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.ip.AddressAllocator;
import metalplant.core.ip.CandidateTaken;
import metalplant.core.ip.Candidates;
import metalplant.core.ip.NextFit;
import metalplant.core.store.Span;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.Prefix;
import metalplant.model.network.Network;

/**
 * Cuts child prefixes from the prefixes of super networks. One object per process. Safe for many threads. Used in two parts like
 * {@code AddressAllocator}: {@link #propose} outside, {@link #take} inside of a transaction, under {@link Candidates#settle}.
 *
 * <p>Children of one length have distinct aligned bases and so cannot overlap: the unique key of their rows is all that is
 * needed, no range is read, and concurrent callers do not conflict. The first child of a second length marks the parent as mixed,
 * a write that conflicts with everybody who just read the parent as uniform; from then on each cut reads the neighbourhood in its
 * transaction and relies on SERIALIZABLE.
 */
public final class ChildPrefixes {
    private static final int BLOCKS_PER_PREFIX_MAX = 4_096;

    private final Store store;
    private final World world;
    private final Holder me;
    private final NextFit<PoolKey> hints = new NextFit<>();

    /** @param me the plant in whose name blocks are used */
    public ChildPrefixes(Store store, World world, Holder me) {
        this.store = store;
        this.world = world;
        this.me = me;
    }

    private record PoolKey(UUID parentId, IpAddress blockStart, String namespace, int length) {}

    /** The children of one length that lie in one usable block. */
    private record Pool(Prefix parent, PoolKey key, Cidr first, Cidr last) {
        Span range() {
            return new Span(position(first), position(last));
        }

        /** Counted in children of this length from address 0 on. */
        private static BigInteger position(Cidr child) {
            return child.first().value().divide(child.size());
        }

        Cidr at(BigInteger position) {
            return new Cidr(new IpAddress(first.family(), position.multiply(first.size())), first.length());
        }
    }

    /** A child that was free a moment ago, with the id its row will have. */
    public record Plan(Prefix parent, Cidr child, String namespace, UUID prefixId) {}

    /**
     * Proposes a free child. Outside of any transaction: asks the database.
     *
     * @param length bits of the child
     * @param namespace project below a namespaced super network, else ""
     * @throws Problem NO_PREFIX_LEFT
     */
    public Plan propose(Network parent, AddressFamily family, int length, String namespace) {
        var pools = store.read("prefix-plan", tx -> pools(tx, parent, family, length, namespace));
        return pools.stream()
                .flatMap(pool ->
                        hints
                                .propose(
                                        pool.key(), pool.range(), (from, to) -> probe(pool, pool.at(from), pool.at(to)))
                                .stream()
                                .map(position -> new Plan(pool.parent(), pool.at(position), namespace, world.newId())))
                .findFirst()
                .orElseThrow(() -> isRecovering(parent)
                        ? AddressAllocator.recovering(parent)
                        : Problem.of(
                                ProblemCode.NO_PREFIX_LEFT,
                                "no %s prefix of %d bits is left in super network \"%s\": free a network, ask for a smaller one, or let an administrator add a prefix"
                                        .formatted(family.wire(), length, parent.id())));
    }

    private boolean isRecovering(Network parent) {
        return store.<Boolean>read(
                "prefix-recovering",
                tx -> tx.prefixes().ofNetwork(parent.id()).stream()
                        .flatMap(prefix -> tx.prefixes().blocks(prefix, BLOCKS_PER_PREFIX_MAX).stream())
                        .anyMatch(block -> block.local() && block.state() == Block.State.RECOVERING));
    }

    private List<Pool> pools(Tx tx, Network parent, AddressFamily family, int length, String namespace) {
        return tx.prefixes().ofNetwork(parent.id()).stream()
                .filter(prefix ->
                        prefix.cidr().family() == family && prefix.cidr().length() < length)
                .flatMap(prefix -> tx.prefixes().blocks(prefix, BLOCKS_PER_PREFIX_MAX).stream()
                        .filter(block -> block.usableBy(me) && block.cidr().length() <= length)
                        .map(block -> pool(prefix, block, length, namespace)))
                .toList();
    }

    private static Pool pool(Prefix parent, Block block, int length, String namespace) {
        var key = new PoolKey(parent.id(), block.cidr().first(), namespace, length);
        return new Pool(
                parent,
                key,
                new Cidr(block.cidr().first(), length),
                new Cidr(block.cidr().last(), length));
    }

    private List<Span> probe(Pool pool, Cidr from, Cidr to) {
        return store.read(
                "prefix-probe",
                tx -> tx.prefixes().nextFreeChild(pool.parent().id(), pool.key().namespace(), from, to));
    }

    /**
     * Cuts the proposed child in the caller's transaction.
     *
     * @param networkId the network that the child is for
     * @throws CandidateTaken if somebody else has it: let it roll the transaction back
     */
    public Prefix take(Tx tx, Plan plan, String networkId) {
        var parent = tx.prefixes().find(plan.parent().id()).orElseThrow(() -> taken(plan));
        var block = tx.prefixes()
                .block(parent, plan.child())
                .filter(b -> b.usableBy(me))
                .orElseThrow(() -> taken(plan));
        if (mustLook(tx, parent, plan.child().length())
                && tx.prefixes().childOverlaps(parent.id(), plan.namespace(), plan.child())) {
            throw taken(plan, block);
        }
        var child = new Prefix(
                plan.prefixId(),
                Optional.of(parent.id()),
                plan.namespace(),
                networkId,
                plan.child(),
                false,
                Prefix.NO_CHILD_YET,
                1);
        var childBlock =
                new Block(child.id(), child.cidr(), me.plant(), me.incarnation(), block.fence(), Block.State.GRANTED);
        if (!tx.prefixes().insert(child, childBlock)) {
            throw taken(plan, block);
        }
        return child;
    }

    /** Keeps the record of what lengths there are, and answers whether overlaps are possible. */
    private static boolean mustLook(Tx tx, Prefix parent, int length) {
        if (parent.childLength() == length) {
            return false;
        }
        if (parent.childLength() == Prefix.NO_CHILD_YET) {
            tx.prefixes().update(parent.withChildLength(length));
            return false;
        }
        if (parent.childLength() != Prefix.MIXED_LENGTHS) {
            tx.prefixes().update(parent.withChildLength(Prefix.MIXED_LENGTHS));
        }
        return true;
    }

    private CandidateTaken taken(Plan plan, Block block) {
        var key = new PoolKey(
                plan.parent().id(),
                block.cidr().first(),
                plan.namespace(),
                plan.child().length());
        return new CandidateTaken("prefix " + plan.child(), () -> hints.forget(key));
    }

    /** The parent or its block went away: the next plan reads them anew, there is no hint to forget. */
    private static CandidateTaken taken(Plan plan) {
        return new CandidateTaken("parent of prefix " + plan.child(), () -> {});
    }

    /**
     * Removes a prefix, a child or not, in the caller's transaction.
     *
     * @throws Problem PREFIX_IN_USE while addresses or children are taken from it
     */
    static void remove(Tx tx, Prefix prefix) {
        if (tx.ips().anyIn(prefix.id())) {
            throw Problem.of(
                    ProblemCode.PREFIX_IN_USE,
                    "prefix %s still has addresses in use, free them first".formatted(prefix.cidr()));
        }
        if (prefix.holdsChildren() && tx.prefixes().hasChildren(prefix.id())) {
            throw Problem.of(
                    ProblemCode.PREFIX_IN_USE,
                    "prefix %s still has child prefixes, free their networks first".formatted(prefix.cidr()));
        }
        boolean shared = prefix.parent().isEmpty()
                && tx.prefixes().blocks(prefix, 1).stream().anyMatch(block -> !block.local());
        if (shared) {
            // Who holds which block the ledger says, whether a network has the prefix or not.
            tx.prefixes().deleteWithoutBlocks(prefix.id());
        } else {
            tx.prefixes().delete(prefix.id());
        }
    }
}
