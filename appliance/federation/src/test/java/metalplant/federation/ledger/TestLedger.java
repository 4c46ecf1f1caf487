package metalplant.federation.ledger;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.guard.Guards;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.model.ip.Cidr;

/** A ledger with real keys, to which a test adds entries one by one. */
public final class TestLedger {
    public static final UUID FEDERATION = new UUID(1, 2);
    public static final Acceptance ACCEPTANCE = new Acceptance(Ed25519::verify, Guards.ALL, Acceptance.LEVEL);
    public static final PoolSpec SHARED = pool("203.0.113.0/24", 28);

    /** A plant with its key. */
    public record Plant(Signer signer, MemberRecord record) {
        public PlantId id() {
            return record.plant();
        }
    }

    public final Plant north = plant(1, "north");
    public final Plant south = plant(2, "south");
    public final Plant west = plant(3, "west");
    public final Signer recovery = Ed25519.signer(seed(99));
    public final List<Bytes> log = new ArrayList<>();
    private final Random random = new Random(7);
    private Ledger ledger = Ledger.EMPTY;

    public static Plant plant(int number, String label) {
        var signer = Ed25519.signer(seed(number));
        var life = new Incarnation(0, Bytes.of(new byte[16]));
        return new Plant(signer, new MemberRecord(signer.key(), label, 1, life, Bytes.EMPTY, Bytes.EMPTY, ""));
    }

    public static Bytes seed(int number) {
        var seed = new byte[Ed25519.SEED_SIZE];
        seed[0] = (byte) number;
        return Bytes.of(seed);
    }

    public static PoolSpec pool(String prefix, int blockLength) {
        var cidr = Cidr.parse(prefix);
        return new PoolSpec(
                prefix,
                PoolKind.IPV4,
                cidr.first().value(),
                BigInteger.ONE.shiftLeft(32 - blockLength),
                1L << (blockLength - cidr.length()));
    }

    /** Block {@code number} of the shared pool. */
    public static Range block(int number) {
        return new Range(SHARED.id(), SHARED.first().add(BigInteger.valueOf(16L * number)), BigInteger.valueOf(16));
    }

    /** North alone. */
    public static TestLedger founded() {
        var made = new TestLedger();
        var genesis = new MemberCommand.Genesis(
                made.north.record(), made.recovery.key(), "peer-north", List.of(pool("198.51.100.0/28", 28)));
        made.accept(made.entry(made.north, genesis, made.recovery));
        return made;
    }

    /** North and south are members, north votes; the shared pool is reserved to north. */
    public static TestLedger pair() {
        var made = founded();
        made.accepted(made.north, new EscrowCommand.PrefixAdd(SHARED));
        made.join(made.south);
        return made;
    }

    /** All three are members and vote; the shared pool is reserved to north. */
    public static TestLedger three() {
        var made = pair();
        made.join(made.west);
        made.votes(made.north, made.south);
        made.votes(made.north, made.south, made.west);
        return made;
    }

    /** Every member says that it reads this level, and the ledger reaches it. */
    public TestLedger reaching(int level) {
        for (var plant : List.of(north, south, west)) {
            var member = state().members().find(plant.id());
            if (member.filter(each -> each.status().mayWrite() && each.record().level() < level)
                    .isPresent()) {
                accepted(plant, new MemberCommand.MemberLevel(plant.id(), level));
            }
        }
        for (int next = state().level() + 1; next <= level; next++) {
            accepted(north, new MemberCommand.SchemaLevel(next));
        }
        return this;
    }

    public void join(Plant plant) {
        accepted(north, add(plant), plant.signer());
    }

    public MemberCommand.MemberAdd add(Plant plant) {
        return new MemberCommand.MemberAdd(nextRequest(), plant.record(), north.id(), Hash.NONE, List.of(), List.of());
    }

    public void votes(Plant... plants) {
        accepted(north, new EpochCommand.VoterSet(voters(plants)));
    }

    public static List<metalplant.federation.entry.Voter> voters(Plant... plants) {
        return List.of(plants).stream()
                .map(plant -> new metalplant.federation.entry.Voter(
                        plant.id(), "peer-" + plant.record().label()))
                .toList();
    }

    public EscrowCommand.BlockGrant grant(int block, Plant holder) {
        return new EscrowCommand.BlockGrant(
                block(block), holder.id(), 0, state().pools().get(SHARED.id()).nextFence());
    }

    private UUID nextRequest() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    public Body body(Plant author, Command command) {
        long epoch = ledger.state().map(state -> state.epoch().number()).orElse(0L)
                + (command instanceof EpochCommand.EpochBump ? 1 : 0);
        var request = command instanceof MemberCommand.MemberAdd add
                ? add.joinId()
                : new UUID(random.nextLong(), random.nextLong());
        return new Body(
                FEDERATION,
                CanonicalForm.levelOf(command),
                epoch,
                ledger.head().seq() + 1,
                ledger.head().hash(),
                0,
                request,
                author.id(),
                command);
    }

    public Bytes entry(Plant author, Command command, Signer... others) {
        var signers = new ArrayList<Signer>(List.of(others));
        signers.add(author.signer());
        return Entry.sealed(body(author, command), signers).bytes();
    }

    public Verdict offer(Bytes entry) {
        return ledger.offer(entry, ACCEPTANCE);
    }

    /** Adds an entry that must be good. */
    public void accepted(Plant author, Command command, Signer... others) {
        accept(entry(author, command, others));
    }

    public void accept(Bytes entry) {
        switch (offer(entry)) {
            case Verdict.Accepted accepted -> {
                ledger = accepted.ledger();
                log.add(entry);
            }
            case Verdict other -> throw new AssertionError("not accepted: " + other);
        }
    }

    /** Why this command is refused now; the ledger stays as it is. */
    public String refusal(Plant author, Command command, Signer... others) {
        var before = ledger;
        var verdict = offer(entry(author, command, others));
        if (!ledger.equals(before) || !(verdict instanceof Verdict.Refused refused)) {
            throw new AssertionError("not refused: " + verdict);
        }
        return refused.reason() + ": " + refused.message();
    }

    public Ledger ledger() {
        return ledger;
    }

    public FederationState state() {
        return ledger.folded();
    }
}
