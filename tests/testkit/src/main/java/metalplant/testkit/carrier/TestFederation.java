package metalplant.testkit.carrier;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.Voter;
import metalplant.federation.guard.Guards;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.ledger.Verdict;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/** Writes entries that are good, one behind the other, with keys that never change. */
public final class TestFederation {
    /** The rules of the product. */
    public static final Acceptance ACCEPTANCE = new Acceptance(Ed25519::verify, Guards.ALL, Acceptance.LEVEL);

    private static final UUID FEDERATION = new UUID(4, 2);
    private static final int RECOVERY_SEED = 99;

    private final List<Bytes> log = new ArrayList<>();
    private Ledger ledger = Ledger.EMPTY;
    private int requests;

    private static Bytes seed(int number) {
        var seed = new byte[Ed25519.SEED_SIZE];
        seed[0] = (byte) (number + 1);
        return Bytes.of(seed);
    }

    private static Signer signer(int plant) {
        return Ed25519.signer(seed(plant));
    }

    /** The id of a plant, which follows from its key. */
    public static PlantId id(int plant) {
        return signer(plant).key().plant();
    }

    private static MemberRecord member(Signer signer, String label) {
        var life = new Incarnation(0, Bytes.of(new byte[16]));
        return new MemberRecord(signer.key(), label, 1, life, Bytes.EMPTY, Bytes.EMPTY, "");
    }

    /** The first entry; plant 0 founds. */
    public Bytes genesis(String peer) {
        var recovery = Ed25519.signer(seed(RECOVERY_SEED));
        return entry(
                0, new MemberCommand.Genesis(member(signer(0), "plant-0"), recovery.key(), peer, List.of()), recovery);
    }

    /** A plant becomes a member. */
    public Bytes joined(int plant) {
        return joined(signer(plant), "plant-" + plant);
    }

    /** Somebody with a key of its own becomes a member. */
    public Bytes joined(Signer signer, String label) {
        var add = new MemberCommand.MemberAdd(request(), member(signer, label), id(0), Hash.NONE, List.of(), List.of());
        return entry(0, add, signer);
    }

    /** These vote from here on; written by {@code author}. */
    public Bytes voters(int author, Voter... voters) {
        return entry(author, new EpochCommand.VoterSet(List.of(voters)));
    }

    /** Some entry. */
    public Bytes anything(int author) {
        return entry(author, new MemberCommand.LabelClaim(id(author), "label-" + requests));
    }

    /** Break-glass. */
    public Bytes opened(int survivor, String peer) {
        var bump = new EpochCommand.EpochBump(id(survivor), peer, true, List.of());
        return entry(survivor, bump, Ed25519.signer(seed(RECOVERY_SEED)));
    }

    public static Voter voter(int plant, String peer) {
        return new Voter(id(plant), peer);
    }

    private UUID request() {
        return new UUID(7, requests++);
    }

    private Bytes entry(int author, Command command, Signer... others) {
        boolean opens = command instanceof EpochCommand.EpochBump;
        long epoch = ledger.state().map(state -> state.epoch().number()).orElse(0L) + (opens ? 1 : 0);
        var request = command instanceof MemberCommand.MemberAdd add ? add.joinId() : request();
        var head = ledger.head();
        var body = new Body(FEDERATION, 1, epoch, head.seq() + 1, head.hash(), 0, request, id(author), command);
        var signers = new ArrayList<Signer>(List.of(others));
        signers.add(signer(author));
        return Entry.sealed(body, signers).bytes();
    }

    /** Takes an entry as committed: the next ones stand behind it. */
    public void take(Bytes entry) {
        if (!(ledger.offer(entry, ACCEPTANCE) instanceof Verdict.Accepted accepted)) {
            throw new AssertionError("the test wrote an entry that is not good: " + ledger.offer(entry, ACCEPTANCE));
        }
        ledger = accepted.ledger();
        log.add(entry);
    }

    public List<Bytes> log() {
        return List.copyOf(log);
    }

    public Head head() {
        return ledger.head();
    }

    /** The lineage in which the next entry stands. */
    public Hash lineage() {
        return ledger.folded().epoch().lineage();
    }
}
