package metalplant.testkit.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import metalplant.core.store.FederationTable;
import metalplant.core.store.FederationTable.Kept;
import metalplant.core.store.FederationTable.Log;
import metalplant.core.store.FederationTable.Member;
import metalplant.core.store.FederationTable.Pool;
import metalplant.core.store.Span;
import metalplant.core.store.SpanTable;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.federation.value.Bytes;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.Prefix;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.ip.Ipam;
import org.junit.jupiter.api.Test;

/** What every store promises about the federation's own rows and about blocks and addresses that are shared. */
public abstract class FederationTableContract {
    private static final UUID STEP = new UUID(3, 4);
    private static final UUID PREFIX = new UUID(5, 6);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    /** An empty store. */
    protected abstract Store store();

    private <T> T write(Function<Tx, T> work) {
        return store().run("test", work::apply);
    }

    private void change(java.util.function.Consumer<FederationTable> work) {
        write(tx -> {
            work.accept(tx.federation());
            return true;
        });
    }

    private <T> T read(Function<FederationTable, T> work) {
        return store().read("test", tx -> work.apply(tx.federation()));
    }

    private static Bytes bytes(int... values) {
        var content = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            content[i] = (byte) values[i];
        }
        return Bytes.of(content);
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    @Test
    public void nothingIsKeptAtFirst() {
        assertThatObject(read(FederationTable::kept)).isEqualTo(Optional.empty());
        assertThatObject(read(FederationTable::members)).isEqualTo(List.of());
        assertThatObject(read(FederationTable::pools)).isEqualTo(List.of());
        assertThatObject(read(table -> table.entries(Log.OWN, 0, 10))).isEqualTo(List.of());
    }

    @Test
    public void spansAreKeptByEntityAndPlantBesideWhatIsWanted() {
        var shop = new UUID(0, 1);
        var other = new UUID(0, 2);
        spans(table -> {
            table.save(new SpanTable.Row(shop, "b", List.of("10.1.0.0/16", "10.2.0.0/16")));
            table.save(new SpanTable.Row(shop, "a", List.of()));
            table.save(new SpanTable.Row(other, "a", List.of("10.3.0.0/16")));
            table.want(shop, List.of("10.4.0.0/16"));
            table.want(other, List.of());
        });
        var both = List.of(
                new SpanTable.Row(shop, "a", List.of()),
                new SpanTable.Row(shop, "b", List.of("10.1.0.0/16", "10.2.0.0/16")));
        assertThatObject(spansOf(shop)).isEqualTo(both);
        assertThatObject(write(tx -> tx.spans().wanted(shop))).isEqualTo(Optional.of(List.of("10.4.0.0/16")));
        assertThatObject(write(tx -> tx.spans().wanted(1)))
                .isEqualTo(List.of(new SpanTable.Row(shop, "", List.of("10.4.0.0/16"))));

        spans(table -> {
            table.satisfied(shop);
            table.save(new SpanTable.Row(shop, "a", List.of("10.5.0.0/16")));
            table.forget(shop, "b");
        });
        assertThatObject(spansOf(shop)).isEqualTo(List.of(new SpanTable.Row(shop, "a", List.of("10.5.0.0/16"))));
        assertThatObject(write(tx -> tx.spans().wanted(shop))).isEqualTo(Optional.empty());
        spans(table -> table.forgetPlant("a"));
        assertThatObject(spansOf(shop)).isEqualTo(List.of());
        assertThatObject(write(tx -> tx.spans().wanted(other))).isEqualTo(Optional.of(List.of()));
        spans(table -> table.forget(other));
        assertThatObject(write(tx -> tx.spans().wanted(9))).isEqualTo(List.of());
        spans(table -> {
            table.save(new SpanTable.Row(shop, "a", List.of()));
            table.want(other, List.of());
            table.clear();
        });
        assertThatObject(spansOf(shop)).isEqualTo(List.of());
        assertThatObject(write(tx -> tx.spans().wanted(9))).isEqualTo(List.of());
    }

    private void spans(java.util.function.Consumer<SpanTable> work) {
        write(tx -> {
            work.accept(tx.spans());
            return true;
        });
    }

    private List<SpanTable.Row> spansOf(UUID id) {
        return write(tx -> tx.spans().of(id));
    }

    @Test
    public void aStateIsOnlyWrittenOverTheOneThatWasRead() {
        var first = new Kept(1, 1, STEP, 0, bytes(1, 2, 3));
        var second = new Kept(2, 1, new UUID(7, 8), 4, bytes());

        assertThatObject(write(tx -> tx.federation().keep(second))).isEqualTo(false);
        assertThatObject(write(tx -> tx.federation().keep(first))).isEqualTo(true);
        assertThatObject(write(tx -> tx.federation().keep(first))).isEqualTo(false);
        assertThatObject(read(FederationTable::kept)).isEqualTo(Optional.of(first));
        assertThatObject(write(tx -> tx.federation().keep(second))).isEqualTo(true);
        assertThatObject(write(tx -> tx.federation().keep(second))).isEqualTo(false);

        assertThatObject(read(FederationTable::kept)).isEqualTo(Optional.of(second));
    }

    @Test
    public void entriesAreKeptInOrderAndPerLog() {
        var entries = IntStream.range(0, 700).mapToObj(i -> bytes(i >> 8, i)).toList();
        change(table -> table.append(Log.OWN, 0, entries.subList(0, 2)));
        change(table -> table.append(Log.OWN, 2, entries.subList(2, 700)));
        change(table -> table.append(Log.CANDIDATE, 0, List.of(bytes(9))));

        assertThatObject(read(table -> table.entries(Log.OWN, 0, 1_000))).isEqualTo(entries);
        assertThatObject(read(table -> table.entries(Log.OWN, 690, 5))).isEqualTo(entries.subList(690, 695));
        assertThatObject(read(table -> table.entry(Log.OWN, 3))).isEqualTo(Optional.of(bytes(0, 3)));
        assertThatObject(read(table -> table.entry(Log.OWN, 700))).isEqualTo(Optional.empty());

        change(table -> table.forget(Log.OWN));

        assertThatObject(read(table -> table.entries(Log.OWN, 0, 10))).isEqualTo(List.of());
        assertThatObject(read(table -> table.entry(Log.CANDIDATE, 0))).isEqualTo(Optional.of(bytes(9)));
    }

    @Test
    public void membersAreThoseThatWereSetLast() {
        var north = new Member("a", "north", "ACTIVE");
        var south = new Member("b", "south", "ACTIVE");
        change(table -> table.setMembers(List.of(south, north)));
        assertThatObject(read(FederationTable::members)).isEqualTo(List.of(north, south));

        var renamed = new Member("b", "south_2", "DRAINING");
        change(table -> table.setMembers(List.of(renamed)));

        assertThatObject(read(FederationTable::members)).isEqualTo(List.of(renamed));
        assertThatObject(read(table -> table.member("b"))).isEqualTo(Optional.of(renamed));
        assertThatObject(read(table -> table.member("a"))).isEqualTo(Optional.empty());
    }

    @Test
    public void aSharedPrefixIsFoundByWhatOverlapsItAndByItsRow() {
        var pool = new Pool("p", PREFIX, Cidr.parse("203.0.113.0/24"), 3, 0, 0);
        var other = new Pool("q", new UUID(1, 1), Cidr.parse("2001:db8::/64"), 1L << 40, 0, 0);
        change(table -> {
            table.save(pool);
            table.save(other);
        });

        assertThatObject(read(FederationTable::pools)).isEqualTo(List.of(pool, other));
        for (var overlapping : List.of("203.0.113.0/24", "203.0.113.8/29", "203.0.112.0/20")) {
            assertThatObject(read(table -> table.poolOverlapping(Cidr.parse(overlapping))))
                    .isEqualTo(Optional.of(pool));
        }
        assertThatObject(read(table -> table.poolOverlapping(Cidr.parse("203.0.114.0/24"))))
                .isEqualTo(Optional.empty());
        assertThatObject(read(table -> table.poolOf(PREFIX))).isEqualTo(Optional.of(pool));

        var fuller = new Pool("p", PREFIX, pool.cidr(), 2, 0, 0);
        change(table -> table.save(fuller));
        assertThatObject(read(table -> table.poolOf(PREFIX))).isEqualTo(Optional.of(fuller));
        change(table -> table.removePool("p"));
        assertThatObject(read(table -> table.poolOf(PREFIX))).isEqualTo(Optional.empty());
    }

    @Test
    public void contactIsWrittenDownForPrefixesThatHaveAnEndWithoutIt() {
        var ends = new Pool("p", PREFIX, Cidr.parse("203.0.113.0/24"), 3, 0, 5);
        var endless = new Pool("q", new UUID(1, 1), Cidr.parse("2001:db8::/64"), 1, 0, 5);
        change(table -> {
            table.save(ends);
            table.save(endless);
        });
        // an end counts from when it came
        change(table -> table.save(new Pool("p", PREFIX, ends.cidr(), 3, 100, 7)));
        assertThat(read(table -> table.poolOf(PREFIX)).orElseThrow().touchedMillis())
                .isEqualTo(7);
        change(table -> table.touch(9));
        // and nothing but contact changes it afterwards
        change(table -> table.save(new Pool("p", PREFIX, ends.cidr(), 2, 100, 11)));

        assertThatObject(read(FederationTable::pools))
                .isEqualTo(List.of(new Pool("p", PREFIX, ends.cidr(), 2, 100, 9), endless));
    }

    private static Block block(String cidr, String holder, long incarnation, Block.State state) {
        return new Block(PREFIX, Cidr.parse(cidr), holder, incarnation, 1, state);
    }

    @Test
    public void blocksAreThoseThatWereSetLastWhetherThereIsAPrefixOrNot() {
        var prefix = new Prefix(PREFIX, Optional.empty(), "", "internet", Cidr.parse("10.0.0.0/24"), false, 0, 1);
        var mine = block("10.0.0.0/28", "me", 2, Block.State.GRANTED);
        var earlier = block("10.0.0.16/28", "me", 1, Block.State.GRANTED);
        var theirs = block("10.0.0.32/28", "you", 2, Block.State.GRANTED);
        var leaving = block("10.0.0.48/28", "me", 2, Block.State.RETURNING);
        var free = block("10.0.0.64/26", "you", 0, Block.State.FREE);
        var all = List.of(mine, earlier, theirs, leaving, free);
        write(tx -> {
            tx.prefixes().setBlocks(PREFIX, all);
            return tx.prefixes().insertWithoutBlocks(prefix);
        });

        assertThatObject(write(tx -> tx.prefixes().blocks(prefix, 10))).isEqualTo(all);
        assertThatObject(write(tx -> tx.prefixes().usableBlocks(prefix, new Holder("me", 2), 10)))
                .isEqualTo(List.of(mine));
        assertThatObject(write(tx -> tx.prefixes().usableBlocks(prefix, Holder.ALONE, 10)))
                .isEqualTo(List.of());

        var half = block("10.0.0.0/29", "me", 2, Block.State.GRANTED);
        var other = block("10.0.0.8/29", "you", 2, Block.State.GRANTED);
        write(tx -> {
            tx.prefixes().setBlocks(PREFIX, List.of(half, other, theirs));
            tx.prefixes().deleteWithoutBlocks(PREFIX);
            return true;
        });
        assertThatObject(write(tx -> tx.prefixes().find(PREFIX))).isEqualTo(Optional.empty());
        assertThatObject(write(tx -> tx.prefixes().blocks(prefix, 10))).isEqualTo(List.of(half, other, theirs));
    }

    @Test
    public void prefixesWithoutParentAreListedInOrder() {
        var ipam = Ipam.on(store());
        ipam.external("b", "10.1.0.0/24", "2001:db8::/64");
        ipam.external("a", "10.0.0.0/24");

        assertThat(write(tx -> tx.prefixes().withoutParent(2)).stream().map(Prefix::cidr))
                .containsExactly(Cidr.parse("10.0.0.0/24"), Cidr.parse("10.1.0.0/24"));
    }

    @Test
    public void anAddressThatIsHeldDownIsNotFreeUntilItsTimeIsOver() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/29");
        var taken = ipam.acquire(network, "blue", "10.0.0.2");
        var prefix = taken.prefixId();
        write(tx -> {
            tx.ips().hold(prefix, ip("10.0.0.3"), NOON);
            tx.ips().hold(prefix, ip("10.0.0.5"), NOON.plusSeconds(1));
            return true;
        });

        assertThatObject(write(tx -> free(tx, prefix, NOON.minusSeconds(1))))
                .isEqualTo(List.of(
                        span("10.0.0.1", "10.0.0.1"), span("10.0.0.4", "10.0.0.4"), span("10.0.0.6", "10.0.0.6")));
        assertThatObject(write(tx -> free(tx, prefix, NOON)))
                .isEqualTo(List.of(
                        span("10.0.0.1", "10.0.0.1"), span("10.0.0.3", "10.0.0.4"), span("10.0.0.6", "10.0.0.6")));
        assertThatObject(write(tx -> tx.ips().isHeld(prefix, ip("10.0.0.5"), NOON)))
                .isEqualTo(true);
        assertThatObject(write(tx -> tx.ips().isHeld(prefix, ip("10.0.0.3"), NOON)))
                .isEqualTo(false);
        assertThatObject(write(tx -> live(tx, prefix, NOON.minusSeconds(1), 10)))
                .isEqualTo(3L);
        assertThatObject(write(tx -> live(tx, prefix, NOON, 10))).isEqualTo(2L);
        assertThatObject(write(tx -> live(tx, prefix, NOON, 1))).isEqualTo(1L);

        write(tx -> {
            tx.ips().forgetHolds(NOON);
            return true;
        });
        assertThatObject(write(tx -> live(tx, prefix, NOON.minusSeconds(1), 10)))
                .isEqualTo(2L);
    }

    @Test
    public void whatWasTakenInASpanOfTimeIsCountedWithItsEnd() {
        var world = SimulatedWorld.seeded(1);
        var ipam = Ipam.on(store(), world, () -> Holder.ALONE);
        var network = ipam.external("internet", "10.0.0.0/29");
        var other = ipam.external("elsewhere", "10.1.0.0/29");
        var first = ipam.acquire(network, "blue", "10.0.0.1");
        ipam.acquire(other, "blue", "10.1.0.1");
        var begin = world.now();
        world.advance(Duration.ofDays(1));
        ipam.acquire(network, "blue", "10.0.0.2");
        ipam.acquire(network, "blue", "10.0.0.3");
        ipam.acquire(other, "blue", "10.1.0.2");
        var given = ipam.acquire(network, "blue", "10.0.0.4");
        ipam.freeIp.run(given.address().toString(), Optional.empty());
        var end = world.now();
        world.advance(Duration.ofDays(1));
        ipam.acquire(network, "blue", "10.0.0.5");

        assertThatObject(write(tx -> tx.ips().taken(first.prefixId(), begin, end, 10)))
                .isEqualTo(2L);
        assertThatObject(write(tx -> tx.ips().taken(first.prefixId(), begin.minusSeconds(1), end.plusSeconds(1), 10)))
                .isEqualTo(3L);
        assertThatObject(write(tx -> tx.ips().taken(first.prefixId(), begin, end.minusSeconds(1), 10)))
                .isEqualTo(0L);
        assertThatObject(write(tx -> tx.ips().taken(first.prefixId(), begin.minusSeconds(1), world.now(), 2)))
                .isEqualTo(2L);
    }

    private static Span span(String first, String last) {
        return new Span(ip(first).value(), ip(last).value());
    }

    private static List<Span> free(Tx tx, UUID prefix, Instant now) {
        return tx.ips().nextFree(prefix, ip("10.0.0.1"), ip("10.0.0.6"), now);
    }

    private static long live(Tx tx, UUID prefix, Instant now, long max) {
        return tx.ips().live(prefix, ip("10.0.0.0"), ip("10.0.0.7"), now, max);
    }

    @Test
    public void theAddressesOfARangeAreListedInOrder() {
        var ipam = Ipam.on(store());
        var network = ipam.external("internet", "10.0.0.0/24");
        for (var address : List.of("10.0.0.40", "10.0.0.20", "10.0.0.16", "10.0.0.31")) {
            ipam.acquire(network, "blue", address);
        }
        var prefix = ipam.found(metalplant.model.ip.IpQuery.ALL).getFirst().prefixId();

        var within = write(tx -> tx.ips().within(prefix, ip("10.0.0.16"), ip("10.0.0.31"), 2));

        assertThat(within.stream().map(ip -> ip.address().toString())).containsExactly("10.0.0.16", "10.0.0.20");
    }
}
