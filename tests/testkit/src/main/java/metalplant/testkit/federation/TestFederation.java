package metalplant.testkit.federation;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import metalplant.core.federation.FederationRunner;
import metalplant.core.federation.FederationShell;
import metalplant.core.federation.Notices;
import metalplant.core.federation.PlantIdentity;
import metalplant.core.federation.SelfInFederation;
import metalplant.core.federation.Sightings;
import metalplant.core.store.Store;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.guard.Guards;
import metalplant.federation.invite.Invite;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.JoinPlan;
import metalplant.federation.plant.Message;
import metalplant.federation.plant.PlantConfig;
import metalplant.federation.plant.PlantState;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.ip.Ipam;
import metalplant.testkit.life.CrashingStore;

/**
 * Plants on stores of their own that talk to each other in memory. One thread and one clock, which {@link #run} moves; the chance of
 * links and carriers comes from one seed.
 */
public final class TestFederation {
    /** A prefix that all plants share. */
    public static final String SHARED = "203.0.113.0/24";

    private static final UUID FEDERATION = new UUID(1, 2);
    private static final Duration TICK = Duration.ofSeconds(10);
    private static final Acceptance ACCEPTANCE = new Acceptance(Ed25519::verify, Guards.ALL, Acceptance.LEVEL);

    public final SimulatedWorld world;
    public final TestLinks links;
    public final List<Plant> plants = new ArrayList<>();
    private final Signer recovery = Ed25519.signer(seed(99));
    private final TestCarriers carriers;
    private final Map<PlantId, Integer> indexes = new HashMap<>();

    /** @param stores one per plant */
    public TestFederation(long seed, List<? extends Store> stores) {
        world = SimulatedWorld.seeded(seed);
        links = new TestLinks(seed);
        carriers = new TestCarriers(links, ACCEPTANCE, plant -> indexes.getOrDefault(plant, -1));
        for (var store : stores) {
            plants.add(new Plant(plants.size(), store));
        }
    }

    private static Bytes seed(int number) {
        var seed = new byte[Ed25519.SEED_SIZE];
        seed[0] = (byte) number;
        return Bytes.of(seed);
    }

    /** A pool for this prefix, in blocks of this length. */
    public static PoolSpec pool(String prefix, int blockLength) {
        var cidr = Cidr.parse(prefix);
        int bits = cidr.family().bits();
        return new PoolSpec(
                prefix,
                cidr.family() == AddressFamily.IPV4 ? PoolKind.IPV4 : PoolKind.IPV6,
                cidr.first().value(),
                BigInteger.ONE.shiftLeft(bits - blockLength),
                1L << (blockLength - cidr.length()));
    }

    /** One plant with its federation and its addresses. */
    public final class Plant implements Notices {
        public final int index;
        public final Store store;
        private final Signer signer;
        public final PlantId id;
        private int life;
        public SelfInFederation self = new SelfInFederation();
        private FederationShell shell;
        private FederationRunner runner;
        public Ipam ipam;
        public final List<String> alarms = new ArrayList<>();
        public Optional<JoinPlan> plan = Optional.empty();
        public boolean crashed;
        /** What its host sees. */
        public Sightings sees = Sightings.NONE;

        /** Of its software; counts from the next restart on. */
        public int level = Acceptance.LEVEL;

        Plant(int index, Store store) {
            this.index = index;
            this.store = store;
            this.signer = Ed25519.signer(seed(index + 1));
            this.id = signer.key().plant();
            indexes.put(id, index);
            this.shell = shell(store);
            this.runner = runner();
            this.ipam = Ipam.on(store, world, () -> self.get());
        }

        private PlantIdentity identity() {
            var nonce = new byte[16];
            nonce[0] = (byte) life;
            var record = new MemberRecord(
                    signer.key(), label(), level, new Incarnation(life, Bytes.of(nonce)), Bytes.EMPTY, Bytes.EMPTY, "");
            return new PlantIdentity(record, "peer-%d-%d".formatted(index, life), signer);
        }

        /** What people call it. */
        public String label() {
            return "site_" + index;
        }

        private FederationShell shell(Store on) {
            var config = new PlantConfig(Duration.ofMinutes(30), Duration.ofMinutes(15), 25, 2, 3);
            var acceptance = new Acceptance(Ed25519::verify, Guards.ALL, level);
            return new FederationShell(
                    on, guarded(), identity(), acceptance, config, self, prefixes -> sees.among(prefixes));
        }

        private FederationRunner runner() {
            var ports = new FederationRunner.Ports(carriers.of(index), this::send, this);
            return FederationRunner.inline(shell, guarded(), ports, TICK);
        }

        /** Its timers may find that it died. */
        private World guarded() {
            return new World() {
                @Override
                public Instant now() {
                    return world.now();
                }

                @Override
                public long nanos() {
                    return world.nanos();
                }

                @Override
                public RandomGenerator random(String use) {
                    return world.random(use + index);
                }

                @Override
                public UUID newId() {
                    return world.newId();
                }

                @Override
                public Cancel after(Duration delay, Runnable work) {
                    return world.after(delay, () -> alive(work));
                }

                @Override
                public void pause(Duration delay) {
                    world.pause(delay);
                }
            };
        }

        private void alive(Runnable work) {
            try {
                work.run();
            } catch (CrashingStore.Crash e) {
                crashed = true;
                runner.close();
            }
        }

        private void send(PlantId to, Message message) {
            var target = plants.get(java.util.Objects.requireNonNull(indexes.get(to)));
            if (links.isLost()) {
                return;
            }
            var bytes = CanonicalForm.encode(Message.class, message);
            world.after(Duration.ofMillis(links.millis(200)), () -> {
                if (links.connected(index, target.index)) {
                    target.alive(() -> target.runner.received(id, CanonicalForm.decode(Message.class, bytes)));
                }
            });
        }

        @Override
        public void plan(JoinPlan shown) {
            plan = Optional.of(shown);
        }

        @Override
        public void alarm(String text) {
            alarms.add(text);
        }

        /** Its database may be away for a moment. */
        public PlantState state() {
            for (int i = 0; ; i++) {
                try {
                    return shell.state();
                } catch (Problem e) {
                    if (i == 20) {
                        throw e;
                    }
                }
            }
        }

        /** Every entry that it keeps. */
        public List<Bytes> log() {
            return runner.log(0, Integer.MAX_VALUE);
        }

        public Phase phase() {
            return state().phase();
        }

        /** Gives an order; what it throws comes out of here, unless the plant dies of it. */
        public void order(Event.Operator order) {
            try {
                runner.order(order).join();
            } catch (java.util.concurrent.CompletionException e) {
                alive(() -> {
                    throw e.getCause() instanceof RuntimeException cause ? cause : e;
                });
            }
        }

        /** Accepts the plan of a join, if there is one to accept. */
        public void acceptPlan() {
            if (!crashed && phase() == Phase.PLANNING && plan.isPresent()) {
                order(new Event.AcceptPlan(plan.get().hash()));
            }
        }

        public void want(metalplant.federation.entry.Command command) {
            order(new Event.Want(world.newId(), command));
        }

        /** The process stops and begins again, on a store that may die. */
        public void restart(UnaryOperator<Store> wrap) {
            runner.close();
            crashed = false;
            self = new SelfInFederation();
            shell = shell(wrap.apply(store));
            runner = runner();
            alive(runner::start);
        }

        /** As after a restore of its database. */
        public void restartInTheNextLife() {
            life++;
            restart(UnaryOperator.identity());
        }

        public void acceptReconciled() {
            runner.acceptReconciled();
        }

        private Invite invite() {
            return new Invite(world.newId(), FEDERATION, 0, "", signer.key(), seed(7).first(Invite.SECRET_SIZE));
        }
    }

    /** The first plant founds a federation with the prefixes that it brings. */
    public void found(PoolSpec... brought) {
        plants.getFirst().order(new Event.Found(FEDERATION, recovery, List.of(brought)));
    }

    /** The other voters are gone for good, says an operator of this plant. */
    public void breakGlass(Plant plant) {
        var lineage = plant.state().federation().epoch().lineage();
        var acknowledged = carriers.of(plant.index).close(lineage);
        plant.order(new Event.BreakGlass(recovery, acknowledged, "peer-%d-glass".formatted(plant.index)));
    }

    /** A shared prefix that nobody had before. */
    public void share(PoolSpec spec) {
        plants.getFirst().want(new EscrowCommand.PrefixAdd(spec));
        runUntil(() ->
                plants.getFirst().state().federation().pools().find(spec.id()).isPresent());
    }

    /** The plant joins through the first one. */
    public void join(Plant plant, PoolSpec... brought) {
        beginJoin(plant, brought);
        runUntil(() -> plant.plan.isPresent());
        plant.order(new Event.AcceptPlan(plant.plan.orElseThrow().hash()));
        runUntil(() -> plant.phase() == Phase.MEMBER);
    }

    /** Both operators have said what they want. */
    public void beginJoin(Plant plant, PoolSpec... brought) {
        var invite = plants.getFirst().invite();
        plants.getFirst().order(new Event.MakeInvite(invite));
        plant.order(new Event.Join(invite, List.of(brought), plant.shell.state().peer()));
    }

    /** All of them are stopped for as long, which is the quick way to let days pass. */
    public void sleep(Duration time) {
        plants.forEach(plant -> plant.runner.close());
        world.advance(time);
        plants.forEach(plant -> plant.restart(UnaryOperator.identity()));
    }

    public void run(Duration time) {
        world.advance(time);
    }

    /** Lets time pass until this is so; fails after a day. */
    public void runUntil(BooleanSupplier done) {
        for (int i = 0; i < 8_640 && !done.getAsBoolean(); i++) {
            world.advance(TICK);
        }
        if (!done.getAsBoolean()) {
            throw new AssertionError("did not come about within a day: "
                    + plants.stream()
                            .map(plant -> plant.label() + " " + plant.phase() + " " + plant.alarms)
                            .toList());
        }
    }

    /** Whether all of these know the same ledger and want nothing more. */
    public boolean agree() {
        var heads = plants.stream()
                .map(plant -> plant.state().ledger().head())
                .distinct()
                .toList();
        return heads.size() == 1
                && heads.getFirst().seq() == carriers.entries() - 1
                && plants.stream().allMatch(plant -> plant.state().pending().isEmpty());
    }
}
