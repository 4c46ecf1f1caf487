package metalplant.core.federation;

import static java.lang.System.Logger.Level.WARNING;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import metalplant.core.ip.PrefixClaims;
import metalplant.core.store.FederationTable;
import metalplant.core.store.Tx;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Tenure;
import metalplant.federation.escrow.Extent;
import metalplant.federation.escrow.Pool;
import metalplant.federation.escrow.Pools;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.PlantState;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.Prefix;

/**
 * Writes who holds which block of a shared prefix to where requests look, in the transaction that writes the state. Requests then need
 * one row of their own database and no ledger.
 *
 * <pre>
 * ledger                                   row
 * free                                     FREE, of its reserve owner
 * granted to another plant                 GRANTED, of that plant
 * granted to this plant, in this life      GRANTED; RETURNING while it leaves or the plant drains; QUARANTINED while it is put out
 * granted to this plant, in an earlier one RECOVERING
 * quarantined                              QUARANTINED, of the plant that had it
 * </pre>
 *
 * <p>A prefix that was here before, and that somebody else brought into the federation, stays a local one and is never mixed with the
 * shared one (decision 12).
 */
final class SharedPrefixes {
    private static final System.Logger LOG = System.getLogger(SharedPrefixes.class.getName());
    private static final int FOREIGN_ROWS_MAX = 100_000;

    private final Tx tx;
    private final Instant now;
    private final PlantState before;
    private final PlantState after;
    private final boolean reconciled;

    /** @param reconciled false from a restore on, until all addresses in use are known again */
    SharedPrefixes(Tx tx, Instant now, PlantState before, PlantState after, boolean reconciled) {
        this.tx = tx;
        this.reconciled = reconciled;
        this.now = now;
        this.before = before;
        this.after = after;
    }

    /**
     * Writes.
     *
     * @param replaced the plant follows another lineage now
     * @return what clashes with prefixes of this plant, for people
     */
    List<String> write(boolean replaced) {
        var old = pools(before);
        var now = pools(after);
        boolean stands = before.phase() == after.phase()
                && before.leaving().equals(after.leaving())
                && before.self().incarnation().equals(after.self().incarnation());
        old.all().stream().filter(pool -> now.find(pool.spec().id()).isEmpty()).forEach(this::gone);
        for (var pool : now.all()) {
            boolean same = old.find(pool.spec().id()).filter(pool::equals).isPresent();
            if (!same || !stands || replaced) {
                cidr(pool.spec()).ifPresent(cidr -> set(pool, cidr));
            }
        }
        if (replaced) {
            dropForeignRows();
        }
        return clashes(now.all().stream()
                .filter(pool -> old.find(pool.spec().id()).isEmpty())
                .flatMap(pool -> known(pool.spec()).stream())
                .toList());
    }

    /** Own prefixes that others may have too, and that give nothing new because the ledger knows of somebody else's that overlaps. */
    private List<String> clashes(List<FederationTable.Pool> newPools) {
        return newPools.isEmpty()
                ? List.of()
                : PrefixClaims.lacking(tx).stream()
                        .filter(each -> each.by().filter(newPools::contains).isPresent())
                        .map(each -> clash(each, each.by().orElseThrow()))
                        .toList();
    }

    private String clash(PrefixClaims.Lacking prefix, FederationTable.Pool pool) {
        return "prefix %s of network \"%s\" gives no new addresses here, because %s has %s in the ledger; in use here: %s"
                .formatted(
                        prefix.prefix().cidr(),
                        prefix.prefix().networkId(),
                        PrefixClaims.onlyHolder(tx, pool)
                                .map(plant -> "plant " + label(plant))
                                .orElse("the federation"),
                        pool.cidr(),
                        prefix.inUse(tx));
    }

    private String label(String plant) {
        return after.federation().members().all().stream()
                .filter(member -> member.plant().text().equals(plant))
                .map(member -> member.record().label())
                .findFirst()
                .orElse(plant);
    }

    private static Pools pools(PlantState state) {
        return state.ledger().state().map(known -> known.pools()).orElse(Pools.NONE);
    }

    /** Ids of all that is shared. */
    static Set<String> shared(PlantState state) {
        return pools(state).all().stream().map(pool -> pool.spec().id()).collect(Collectors.toSet());
    }

    /** The prefix of a pool of addresses. */
    static Optional<Cidr> cidr(PoolSpec spec) {
        return family(spec.kind())
                .filter(_ -> spec.size().bitCount() == 1
                        && spec.first().mod(spec.size()).signum() == 0)
                .map(family -> new Cidr(
                        new IpAddress(family, spec.first()),
                        family.bits() - spec.size().getLowestSetBit()));
    }

    private static Optional<AddressFamily> family(PoolKind kind) {
        return switch (kind) {
            case IPV4 -> Optional.of(AddressFamily.IPV4);
            case IPV6 -> Optional.of(AddressFamily.IPV6);
            case OVERLAY, VNI, ASN, PLANT -> Optional.empty();
        };
    }

    private Optional<FederationTable.Pool> known(PoolSpec spec) {
        return cidr(spec)
                .flatMap(tx.federation()::poolOverlapping)
                .filter(row -> row.pool().equals(spec.id()));
    }

    private void set(Pool pool, Cidr cidr) {
        var prefixId = known(pool.spec()).map(FederationTable.Pool::prefixId).orElseGet(() -> prefixId(pool, cidr));
        var idle = pool.all().stream()
                .filter(extent -> extent.is(Tenure.State.FREE))
                .map(extent -> extent.range().size().divide(pool.spec().blockSize()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        tx.federation()
                .save(new FederationTable.Pool(
                        pool.spec().id(),
                        prefixId,
                        cidr,
                        // A number for people; a ledger may know pools of more blocks than a column counts.
                        idle.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue(),
                        pool.offlineMillis(),
                        now.toEpochMilli()));
        var blocks = new ArrayList<Block>();
        for (var extent : pool.all()) {
            for (var piece : pieces(extent)) {
                blocks.add(block(prefixId, piece, extent.tenure()));
            }
        }
        tx.prefixes().setBlocks(prefixId, blocks);
    }

    /** The row of the prefix that this plant brought, or one that a network may get later. */
    private UUID prefixId(Pool pool, Cidr cidr) {
        var brought = tx.prefixes()
                .overlapping(cidr)
                .filter(prefix -> prefix.cidr().equals(cidr) && !prefix.holdsChildren() && isWholeOf(pool, after));
        if (brought.isPresent()) {
            return brought.get().id();
        }
        var name = "shared prefix %s of %s"
                .formatted(pool.spec().id(), after.federation().federation());
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isWholeOf(Pool pool, PlantState state) {
        return pool.heldBy(state.me()).stream().anyMatch(pool::isWhole);
    }

    /** An extent as aligned prefixes, cut where a part of it is leaving. */
    private List<Cidr> pieces(Extent extent) {
        var ends = new TreeSet<BigInteger>(
                List.of(extent.range().first(), extent.range().end()));
        for (var leaving : after.leaving()) {
            if (leaving.range().overlaps(extent.range())) {
                ends.add(leaving.range().first().max(extent.range().first()));
                ends.add(leaving.range().end().min(extent.range().end()));
            }
        }
        var family =
                family(pools(after).get(extent.range().pool()).spec().kind()).orElseThrow();
        var list = new ArrayList<Cidr>();
        var from = extent.range().first();
        for (var end : ends.tailSet(from, false)) {
            Aligned.between(family, from, end).forEach(list::add);
            from = end;
        }
        return list;
    }

    private Block block(UUID prefixId, Cidr cidr, Tenure tenure) {
        return new Block(
                prefixId,
                cidr,
                tenure.owner().text(),
                tenure.incarnation(),
                tenure.fence(),
                switch (tenure.state()) {
                    case FREE -> Block.State.FREE;
                    case QUARANTINED -> Block.State.QUARANTINED;
                    case GRANTED -> tenure.owner().equals(after.me()) ? own(cidr, tenure) : Block.State.GRANTED;
                });
    }

    private Block.State own(Cidr cidr, Tenure tenure) {
        if (!after.phase().allocates()) {
            return after.phase() == Phase.DRAINING ? Block.State.RETURNING : Block.State.QUARANTINED;
        }
        if (tenure.incarnation() != after.self().incarnation().counter()) {
            return Block.State.RECOVERING;
        }
        boolean leaves = after.leaving().stream()
                .anyMatch(leaving -> isOf(leaving.range(), cidr)
                        && leaving.range().contains(cidr.first().value()));
        return leaves ? Block.State.RETURNING : Block.State.GRANTED;
    }

    private boolean isOf(Range range, Cidr cidr) {
        return pools(after)
                .find(range.pool())
                .flatMap(pool -> cidr(pool.spec()))
                .filter(whole -> whole.contains(cidr))
                .isPresent();
    }

    /**
     * What this plant brought or claimed is its own again: for good when it left, and until it claims it anew where it follows another
     * lineage, or where a network got a prefix that was just given up. Of everything else nothing is left here.
     */
    private void gone(Pool pool) {
        var row = known(pool.spec());
        if (row.isEmpty()) {
            return;
        }
        var prefix = tx.prefixes().find(row.get().prefixId());
        boolean mine = prefix.isPresent() && (isWholeOf(pool, before) || (pool.retired() && isOwn(prefix.get())));
        tx.prefixes()
                .setBlocks(
                        row.get().prefixId(),
                        mine
                                ? List.of(Block.whole(
                                                row.get().prefixId(), row.get().cidr(), Holder.ALONE)
                                        .in(reconciled ? Block.State.GRANTED : Block.State.RECOVERING))
                                : List.of());
        tx.federation().removePool(row.get().pool());
    }

    private boolean isOwn(Prefix prefix) {
        return tx.networks()
                .find(prefix.networkId())
                .filter(network -> network.stamp().home().isEmpty())
                .isPresent();
    }

    /** In another lineage other plants may hold what was this plant's; the people who accepted the plan knew. */
    private void dropForeignRows() {
        for (var pool : tx.federation().pools()) {
            var prefix = tx.prefixes().find(pool.prefixId());
            if (prefix.isEmpty()) {
                continue;
            }
            for (var block : tx.prefixes().blocks(prefix.get(), FOREIGN_ROWS_MAX)) {
                if (!block.holder().equals(after.me().text()) || block.state() == Block.State.FREE) {
                    dropRows(block);
                }
            }
        }
    }

    private void dropRows(Block block) {
        var rows = tx.ips()
                .within(block.prefixId(), block.cidr().first(), block.cidr().last(), FOREIGN_ROWS_MAX);
        for (var ip : rows) {
            LOG.log(WARNING, "address of another plant dropped address={0} project={1}", ip.address(), ip.projectId());
            tx.ips().delete(ip);
        }
    }
}
