package metalplant.core.ip;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import metalplant.core.store.FederationTable;
import metalplant.core.store.IpTable;
import metalplant.core.store.Span;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.IpType;
import metalplant.model.ip.Prefix;
import metalplant.model.network.Network;

/**
 * Hands out addresses without contention and in the same time however full a prefix is. One object per process, shared by all
 * use cases. Safe for many threads.
 *
 * <p>In two parts. Outside of any transaction {@link #propose} picks a candidate from in-process hints (asking the database by
 * index only when they are used up) and draws time and ids. Inside of the caller's SERIALIZABLE transaction {@link #take} reads
 * one block row by key, which is what entitles this plant to the address, and inserts one row, whose key is what makes the
 * address unique; it reads no ranges, so that concurrent callers do not conflict. If somebody else was faster, {@link
 * CandidateTaken} rolls everything back and {@link Candidates#settle} plans anew:
 *
 * <pre>{@code
 * record Plan(AddressAllocator.Plan ip, NumberPool.Plan asn) {}
 *
 * return Candidates.settle(
 *         () -> new Plan(addresses.propose(network, IPV4), asns.propose()),
 *         plan -> store.run(
 *                 "machine-allocate",
 *                 tx -> tx.machines().find(id).filter(m -> landed(m, plan)),   // the outcome of a commit was unknown
 *                 tx -> {
 *                     var ip = addresses.take(tx, plan.ip(), purpose);
 *                     var asn = asns.take(tx, plan.asn(), id);
 *                     ...
 *                 }));
 * }</pre>
 *
 * <p>Never call {@code propose} inside of a transaction: it opens one of its own.
 *
 * @see "federation.md 3.4 and invariant I3"
 */
public final class AddressAllocator {
    private static final int NETWORKS_MAX = 10_000;
    private static final int BLOCKS_PER_PREFIX_MAX = 4_096;

    /** How long an address of a shared prefix is nobody's after it was given back: ARP and BGP forget in that time. */
    public static final Duration HOLD_DOWN = Duration.ofMinutes(15);

    private final Store store;
    private final World world;
    private final Supplier<Holder> me;
    private final Duration holdDown;
    private final InTime inTime;
    private final NextFit<PoolKey> hints = new NextFit<>();
    private final Map<NetworkVersion, List<Pool>> pools = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<NetworkVersion, List<Pool>> eldest) {
            return size() > NETWORKS_MAX;
        }
    };

    /** @param me the plant in whose name blocks are used */
    public AddressAllocator(Store store, World world, Holder me) {
        this(store, world, () -> me);
    }

    /** @param me the plant in whose name blocks are used, which may get a name while it runs */
    public AddressAllocator(Store store, World world, Supplier<Holder> me) {
        this(store, world, me, HOLD_DOWN);
    }

    /** @param holdDown for how long a released address of a shared prefix is given to nobody */
    public AddressAllocator(Store store, World world, Supplier<Holder> me, Duration holdDown) {
        this.store = store;
        this.world = world;
        this.me = me;
        this.holdDown = holdDown;
        this.inTime = new InTime(world);
    }

    /** The prefixes of a network change only together with its version. */
    private record NetworkVersion(UUID uid, long version) {}

    private record PoolKey(UUID prefixId, Cidr block) {}

    /**
     * The addresses of one usable block, without the reserved ones of its prefix; those of a shared one have a hold-down.
     *
     * @param end of new addresses while other plants are not reached, as it was when this was read
     */
    private record Pool(Prefix prefix, PoolKey key, Span range, boolean shared, Optional<FederationTable.Pool> end) {}

    /**
     * An address that was free a moment ago, with everything that is drawn from outside.
     *
     * @param named chosen by the caller: if it is taken there is no other
     * @param allocation id of the acquisition; {@code IpTable.byAllocation} finds what became of an unknown commit
     */
    public record Plan(
            Network network, Prefix prefix, IpAddress address, boolean named, UUID allocation, Instant now) {}

    /** What an address is taken for; see {@link Ip}. */
    public record Purpose(String projectId, String name, String description, IpType type, List<String> tags) {}

    /**
     * Proposes a free address of this family. Outside of any transaction: may ask the database.
     *
     * @throws Problem RULE_VIOLATED for a super network, NO_ADDRESS_LEFT, OFFLINE_TOO_LONG, PREFIX_UNCLAIMED,
     *     PREFIX_CLAIMED_ELSEWHERE, ADDRESS_HELD_ELSEWHERE
     */
    public Plan propose(Network network, AddressFamily family) {
        refuseSuper(network);
        var version = version(network);
        return cached(version)
                .flatMap(list -> firstOf(list, family))
                .or(() -> fresh(version, network, family))
                .map(candidate -> plan(network, candidate.pool().prefix(), candidate.address(), false))
                .orElseThrow(() -> nothingFrom(network, family));
    }

    private Problem nothingFrom(Network network, AddressFamily family) {
        var only = onlyGiver(network, family);
        if (only.isPresent()) {
            return HeldElsewhere.at(store, network, only.get());
        }
        if (isRecovering(network, family)) {
            return recovering(network);
        }
        return unclaimed(network, family).orElseGet(() -> noneLeft(network, family, idleElsewhere(network, family)));
    }

    private Optional<Candidate> fresh(NetworkVersion version, Network network, AddressFamily family) {
        var list = load(version, network);
        var found = firstOf(list, family);
        if (found.isEmpty()) {
            list.stream()
                    .filter(pool -> pool.prefix().cidr().family() == family && !inTime.allows(pool.end()))
                    .findFirst()
                    .flatMap(Pool::end)
                    .ifPresent(closed -> {
                        throw inTime.problem(closed);
                    });
        }
        return found;
    }

    /**
     * Plans to take this very address. Outside of any transaction: may ask the database.
     *
     * @throws Problem RULE_VIOLATED for a super network or an address in none of the prefixes, ADDRESS_TAKEN for a reserved one
     */
    public Plan proposeNamed(Network network, IpAddress address) {
        refuseSuper(network);
        var prefix = store.read("ip-plan", tx -> prefixes(tx, network)).stream()
                .filter(p -> p.cidr().contains(address))
                .findFirst()
                .orElseThrow(() -> network.prefixes().stream().anyMatch(cidr -> cidr.contains(address))
                                && !network.stamp().home().isEmpty()
                        ? HeldElsewhere.at(store, network, network.stamp().home())
                        : Problem.refused("address %s is in none of the prefixes of network \"%s\""
                                .formatted(address, network.id())));
        if (prefix.reserves(address)) {
            throw Problem.of(
                    ProblemCode.ADDRESS_TAKEN,
                    "address %s is the network or broadcast address of %s, choose another one"
                            .formatted(address, prefix.cidr()));
        }
        return plan(network, prefix, address, true);
    }

    /**
     * Takes the planned address in the caller's transaction.
     *
     * @return the address as stored
     * @throws CandidateTaken if somebody else has it or the block is not ours any more: let it roll the transaction back
     * @throws Problem ADDRESS_TAKEN, ADDRESS_HELD_ELSEWHERE, PREFIX_UNCLAIMED or PREFIX_CLAIMED_ELSEWHERE for a named address,
     *     OFFLINE_TOO_LONG
     */
    public Ip take(Tx tx, Plan plan, Purpose purpose) {
        var block = tx.prefixes().block(plan.prefix(), plan.address().asHost());
        if (block.filter(b -> b.usableBy(me.get())).isEmpty()) {
            throw blockGone(tx, plan, block);
        }
        if (block.get().local()) {
            demandClaim(tx, plan, block.get());
        } else {
            inTime.demand(tx, plan.prefix().id());
            if (prefixes(tx, plan.network()).stream()
                    .noneMatch(prefix -> prefix.id().equals(plan.prefix().id()))) {
                // The ledger's blocks outlive what a network was made of.
                throw blockGone(tx, plan, Optional.empty());
            }
        }
        boolean held = !block.get().local() && tx.ips().isHeld(plan.prefix().id(), plan.address(), plan.now());
        var ip = ip(plan, purpose);
        if (held || !tx.ips().insert(ip)) {
            throw addressGone(plan, block.get());
        }
        return ip;
    }

    private void demandClaim(Tx tx, Plan plan, Block block) {
        if (PrefixClaims.missing(tx, plan.network(), block, me.get())) {
            // Another prefix of the network may have its claim.
            throw plan.named() ? PrefixClaims.problem(tx, plan.network(), plan.prefix()) : forgetting(plan);
        }
    }

    /**
     * Gives the address back in the caller's transaction. One of a shared prefix is nobody's for a while, so that whatever
     * routes and neighbours still know of it is gone before the next one has it.
     *
     * @throws Problem ENTITY_CHANGED if it is not the version that was read
     */
    public void release(Tx tx, Ip ip) {
        tx.ips().delete(ip);
        boolean federated = !me.get().plant().isEmpty();
        if (federated && tx.federation().poolOf(ip.prefixId()).isPresent()) {
            tx.ips().hold(ip.prefixId(), ip.address(), world.now().plus(holdDown));
        }
    }

    private static void refuseSuper(Network network) {
        if (network.privateSuper()) {
            throw Problem.refused(
                    "network \"%s\" is a super network and gives no addresses, allocate a child network first"
                            .formatted(network.id()));
        }
    }

    private record Candidate(Pool pool, IpAddress address) {}

    private Optional<Candidate> firstOf(List<Pool> list, AddressFamily family) {
        return list.stream()
                .filter(pool -> pool.prefix().cidr().family() == family && inTime.allows(pool.end()))
                .flatMap(pool -> hints.propose(pool.key(), pool.range(), (from, to) -> probe(pool, from, to)).stream()
                        .map(value -> new Candidate(pool, new IpAddress(family, value))))
                .findFirst();
    }

    private List<Span> probe(Pool pool, BigInteger from, BigInteger to) {
        var family = pool.prefix().cidr().family();
        return store.read(
                "ip-probe", tx -> nextFree(tx.ips(), pool, new IpAddress(family, from), new IpAddress(family, to)));
    }

    private List<Span> nextFree(IpTable ips, Pool pool, IpAddress from, IpAddress to) {
        var prefix = pool.prefix().id();
        return pool.shared() ? ips.nextFree(prefix, from, to, world.now()) : ips.nextFree(prefix, from, to);
    }

    private Optional<List<Pool>> cached(NetworkVersion version) {
        synchronized (pools) {
            return Optional.ofNullable(pools.get(version));
        }
    }

    /** Reads the blocks this plant may use now; also the last resort before an address is refused, because blocks come and go. */
    private List<Pool> load(NetworkVersion version, Network network) {
        var loaded = store.read("ip-plan", tx -> {
            var list = new ArrayList<Pool>();
            for (var prefix : prefixes(tx, network)) {
                var end = me.get().plant().isEmpty()
                        ? Optional.<FederationTable.Pool>empty()
                        : tx.federation().poolOf(prefix.id());
                var blocks = tx.prefixes().usableBlocks(prefix, me.get(), BLOCKS_PER_PREFIX_MAX);
                // All of one prefix are local, or none is.
                if (!blocks.isEmpty() && !PrefixClaims.missing(tx, network, blocks.getFirst(), me.get())) {
                    blocks.forEach(block -> pool(prefix, block, end).ifPresent(list::add));
                }
            }
            return List.copyOf(list);
        });
        synchronized (pools) {
            pools.put(version, loaded);
        }
        return loaded;
    }

    /**
     * Prefixes of this very network: another one may have got its id since it was read. Those that it only keeps because of
     * addresses in use give no more.
     */
    private static List<Prefix> prefixes(Tx tx, Network network) {
        return tx.networks()
                .find(network.id())
                .filter(stored -> stored.stamp().uid().equals(network.stamp().uid()))
                .map(stored -> tx.prefixes().ofNetwork(stored.id()).stream()
                        .filter(prefix -> stored.prefixes().contains(prefix.cidr()))
                        .toList())
                .orElse(List.of());
    }

    private Optional<Pool> pool(Prefix prefix, Block block, Optional<FederationTable.Pool> end) {
        var first = prefix.firstUsable().max(block.cidr().first().value());
        var last = prefix.lastUsable().min(block.cidr().last().value());
        if (first.compareTo(last) > 0) {
            return Optional.empty();
        }
        var range = new Span(first, last);
        return Optional.of(new Pool(prefix, new PoolKey(prefix.id(), block.cidr()), range, !block.local(), end));
    }

    private Plan plan(Network network, Prefix prefix, IpAddress address, boolean named) {
        return new Plan(network, prefix, address, named, world.newId(), world.now());
    }

    private static Ip ip(Plan plan, Purpose purpose) {
        return new Ip(
                plan.address(),
                plan.prefix().id(),
                plan.prefix().cidr().toString(),
                plan.prefix().namespace(),
                plan.network().id(),
                plan.allocation(),
                purpose.projectId(),
                purpose.name(),
                purpose.description(),
                purpose.type(),
                purpose.tags(),
                new Stamp(plan.allocation(), "", 1, plan.now(), plan.now()));
    }

    private RuntimeException blockGone(Tx tx, Plan plan, Optional<Block> block) {
        if (plan.named() && block.isPresent()) {
            return HeldElsewhere.problem(tx, plan.address(), block.get(), me.get());
        }
        if (plan.named() && tx.prefixes().find(plan.prefix().id()).isPresent()) {
            return HeldElsewhere.nobodys(plan.address());
        }
        return forgetting(plan);
    }

    /** What was read of the network's blocks is not so any more. */
    private CandidateTaken forgetting(Plan plan) {
        var version = version(plan.network());
        return new CandidateTaken("block of " + plan.address(), () -> {
            synchronized (pools) {
                pools.remove(version);
            }
        });
    }

    private RuntimeException addressGone(Plan plan, Block block) {
        if (plan.named()) {
            return Problem.of(
                            ProblemCode.ADDRESS_TAKEN,
                            "address %s is taken already, choose another one".formatted(plan.address()))
                    .with("address", plan.address().toString());
        }
        var key = new PoolKey(plan.prefix().id(), block.cidr());
        return new CandidateTaken("address " + plan.address(), () -> hints.forget(key));
    }

    /** The other plant that alone gives addresses of the network's prefixes of this family, if one does. */
    private Optional<String> onlyGiver(Network network, AddressFamily family) {
        var here = me.get();
        return here.plant().isEmpty()
                ? Optional.empty()
                : store.read("ip-elsewhere", tx -> onlyGiver(tx, network, family))
                        .filter(plant -> !plant.equals(here.plant()));
    }

    private static Optional<String> onlyGiver(Tx tx, Network network, AddressFamily family) {
        var rows = prefixes(tx, network).stream()
                .filter(prefix -> prefix.cidr().family() == family)
                .toList();
        if (rows.isEmpty()) {
            return Optional.of(network.stamp().home()).filter(home -> !home.isEmpty());
        }
        boolean copy = !network.stamp().home().isEmpty();
        var givers = rows.stream()
                .map(row -> tx.federation()
                        .poolOverlapping(row.cidr())
                        .filter(pool -> pool.prefixId().equals(row.id())
                                || (copy && pool.cidr().equals(row.cidr())))
                        .flatMap(pool -> PrefixClaims.onlyHolder(tx, pool))
                        .orElse(""))
                .distinct()
                .toList();
        return givers.size() == 1 ? Optional.of(givers.getFirst()).filter(plant -> !plant.isEmpty()) : Optional.empty();
    }

    /** Why a prefix of this family lacks its claim, if one does. */
    private Optional<Problem> unclaimed(Network network, AddressFamily family) {
        return me.get().plant().isEmpty()
                ? Optional.empty()
                : store.read(
                        "ip-claim",
                        tx -> prefixes(tx, network).stream()
                                .filter(prefix -> prefix.cidr().family() == family)
                                .filter(prefix -> tx.prefixes().blocks(prefix, 1).stream()
                                        .anyMatch(block -> PrefixClaims.missing(tx, network, block, me.get())))
                                .findFirst()
                                .map(prefix -> PrefixClaims.problem(tx, network, prefix)));
    }

    /** Blocks of the network's shared prefixes that no plant holds; absent if none of its prefixes is shared. */
    private OptionalLong idleElsewhere(Network network, AddressFamily family) {
        if (me.get().plant().isEmpty()) {
            return OptionalLong.empty();
        }
        return store.read("ip-idle", tx -> {
            var shared = prefixes(tx, network).stream()
                    .filter(prefix -> prefix.cidr().family() == family)
                    .flatMap(prefix -> tx.federation().poolOf(prefix.id()).stream())
                    .toList();
            return shared.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(shared.stream()
                            .mapToLong(FederationTable.Pool::idleBlocks)
                            .sum());
        });
    }

    /** Whether this plant was restored and may not use a prefix of the network before somebody says so. */
    private boolean isRecovering(Network network, AddressFamily family) {
        return store.<Boolean>read(
                "ip-recovering",
                tx -> prefixes(tx, network).stream()
                        .filter(prefix -> prefix.cidr().family() == family)
                        .flatMap(prefix -> tx.prefixes().blocks(prefix, BLOCKS_PER_PREFIX_MAX).stream())
                        .anyMatch(block -> block.local() && block.state() == Block.State.RECOVERING));
    }

    /** Why nothing is given out of old prefixes after a restore. */
    public static Problem recovering(Network network) {
        return Problem.of(
                        ProblemCode.ADDRESSES_UNCONFIRMED,
                        "this plant was restored and gives nothing out of the prefixes of network \"%s\", because addresses may be in use that it does not remember: once they are known, an administrator says so with ./plantctl reconcile --addresses"
                                .formatted(network.id()))
                .with("network", network.id());
    }

    private static Problem noneLeft(Network network, AddressFamily family, OptionalLong idle) {
        if (idle.isEmpty()) {
            return Problem.of(
                            ProblemCode.NO_ADDRESS_LEFT,
                            "no %s address is left in network \"%s\": free one or let an administrator add a prefix"
                                    .formatted(family.wire(), network.id()))
                    .with("network", network.id());
        }
        return Problem.of(
                        ProblemCode.NO_ADDRESS_LEFT,
                        "no %s address is left in the blocks of network \"%s\" that this plant holds, and %d blocks are idle elsewhere: free an address, or try again once this plant was granted another block"
                                .formatted(family.wire(), network.id(), idle.getAsLong()))
                .with("network", network.id())
                .with("idle-blocks", Long.toString(idle.getAsLong()));
    }

    private static NetworkVersion version(Network network) {
        return new NetworkVersion(network.stamp().uid(), network.stamp().version());
    }
}
