package metalplant.testkit.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import metalplant.core.store.FederationTable;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.SystemWorld;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.IpQuery;
import metalplant.model.ip.Prefix;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkType;
import metalplant.testkit.ip.Ipam;
import org.junit.jupiter.api.Test;

/** Eight threads allocate while blocks come, go back and are taken away under them (invariants I1, I3 and I4). */
public abstract class SharedBlocksContract {
    private static final int THREADS = 8;
    private static final int STEPS = 30;
    private static final int BLOCKS = 12;
    private static final Holder ME = new Holder("me", 2);

    /** An empty store. */
    protected abstract Store store();

    /** Each is a run of its own; a failure names it. */
    protected abstract List<Long> seeds();

    @Test
    public void noAddressComesFromABlockThatIsNotUsableAndNoneIsGivenTwice() throws Exception {
        for (long seed : seeds()) {
            new Run(store(), seed).play();
        }
    }

    /** One prefix of twelve blocks, most of them this plant's. */
    private static final class Run {
        private final long seed;
        private final Ipam ipam;
        private final Network network;
        private final Prefix prefix;
        private final AtomicBoolean done = new AtomicBoolean();
        private final Set<IpAddress> held = ConcurrentHashMap.newKeySet();
        /** Per block that gives nothing, the acquisitions that were in it when it stopped giving. */
        private final Map<Cidr, Set<UUID>> frozen = new HashMap<>();

        Run(Store store, long seed) {
            this.seed = seed;
            ipam = Ipam.on(store, new SystemWorld(), () -> ME);
            network = ipam.network("internet" + seed, NetworkType.EXTERNAL, "10.0.0.0/24");
            prefix = ipam.prefix(network.id(), "10.0.0.0/24");
            store.run("test", tx -> {
                tx.networks().insert(network);
                tx.federation().save(new FederationTable.Pool("10.0.0.0/24", prefix.id(), prefix.cidr(), 0, 0, 0));
                tx.prefixes().setBlocks(prefix.id(), blocks());
                return tx.prefixes().insertWithoutBlocks(prefix);
            });
        }

        private List<Block> blocks() {
            var list = new ArrayList<Block>();
            for (int i = 0; i < BLOCKS; i++) {
                var cidr = Cidr.parse("10.0.0.%d/28".formatted(16 * i));
                list.add(new Block(prefix.id(), cidr, ME.plant(), ME.incarnation(), i + 1, Block.State.GRANTED));
            }
            return list;
        }

        void play() throws Exception {
            try (var threads = Executors.newFixedThreadPool(THREADS + 1)) {
                var ledger = threads.submit(() -> {
                    blocksComeAndGo();
                    return true;
                });
                var running = new ArrayList<Future<Boolean>>();
                for (int i = 0; i < THREADS; i++) {
                    int thread = i;
                    running.add(threads.submit(() -> allocate(new Random(seed * THREADS + thread))));
                }
                for (var one : running) {
                    one.get();
                }
                done.set(true);
                ledger.get();
            } catch (ExecutionException e) {
                throw new AssertionError("seed " + seed, e.getCause());
            } finally {
                done.set(true);
            }
            var stored = ipam.found(IpQuery.ALL);
            assertThat(stored.stream().map(Ip::address)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(held);
        }

        private boolean allocate(Random random) {
            var mine = new ArrayList<Ip>();
            for (int step = 0; step < STEPS; step++) {
                try {
                    if (mine.size() == 4 || (!mine.isEmpty() && random.nextInt(3) == 0)) {
                        release(mine.remove(random.nextInt(mine.size())));
                    } else {
                        var ip = ipam.acquire(network, "blue");
                        assertThat(held.add(ip.address()))
                                .as("seed %d: nobody holds %s", seed, ip.address())
                                .isTrue();
                        mine.add(ip);
                    }
                } catch (Problem e) {
                    // All blocks may be away, and the database may be too busy; neither gives anything away.
                    assertThat(e.code()).as("seed %d", seed).isIn(ProblemCode.NO_ADDRESS_LEFT, ProblemCode.TOO_BUSY);
                }
            }
            return true;
        }

        private void release(Ip ip) {
            held.remove(ip.address());
            try {
                ipam.freeIp.run(ip.address().toString(), Optional.empty());
            } catch (Problem e) {
                held.add(ip.address());
                throw e;
            }
        }

        private void blocksComeAndGo() {
            var random = new Random(seed);
            while (!done.get()) {
                var cidr = Cidr.parse("10.0.0.%d/28".formatted(16 * random.nextInt(BLOCKS)));
                int wish = random.nextInt(3);
                try {
                    ipam.store.run("test-ledger", tx -> turn(tx, cidr, wish));
                } catch (Problem e) {
                    assertThat(e.code()).as("seed %d", seed).isEqualTo(ProblemCode.TOO_BUSY);
                }
            }
        }

        private boolean turn(Tx tx, Cidr cidr, int wish) {
            var block = tx.prefixes().block(prefix, cidr).orElseThrow();
            var rows = tx.ips().within(prefix.id(), cidr.first(), cidr.last(), 16);
            var now = rows.stream().map(Ip::allocationUuid).collect(Collectors.toSet());
            boolean usable = block.usableBy(ME);
            if (!usable) {
                // I3: nothing came since it stopped giving; I4: a block that was empty when it began to leave still is.
                assertThat(frozen.getOrDefault(cidr, new HashSet<>()))
                        .as("seed %d: %s", seed, block)
                        .containsAll(now);
            }
            tx.prefixes().update(next(block, rows.isEmpty(), wish));
            frozen.put(cidr, now);
            return true;
        }

        /** Only an empty block goes back; any may be taken away. */
        private static Block next(Block block, boolean empty, int wish) {
            boolean mine = block.holder().equals(ME.plant());
            return switch (block.state()) {
                case GRANTED ->
                    !mine
                            ? with(block, ME.plant(), ME.incarnation(), Block.State.GRANTED)
                            : wish == 0 && empty
                                    ? with(block, ME.plant(), ME.incarnation(), Block.State.RETURNING)
                                    : wish == 1
                                            ? with(block, ME.plant(), 1, Block.State.RECOVERING)
                                            : quarantined(block, wish);
                case RETURNING -> with(block, "you", 7, Block.State.GRANTED);
                case QUARANTINED, RECOVERING, FREE -> with(block, ME.plant(), ME.incarnation(), Block.State.GRANTED);
            };
        }

        private static Block quarantined(Block block, int wish) {
            return wish == 2 ? with(block, ME.plant(), ME.incarnation(), Block.State.QUARANTINED) : block;
        }

        private static Block with(Block block, String holder, long incarnation, Block.State state) {
            return new Block(block.prefixId(), block.cidr(), holder, incarnation, block.fence() + 1, state);
        }
    }
}
