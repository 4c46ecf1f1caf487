package metalplant.federation.guard;

/**
 * The conditions that keep an address with one plant and a change with one effect, in one place. Production uses {@link #ALL}.
 * The simulator has a mutant for each that leaves it out, and must find what then goes wrong; that is why this class is open.
 */
public class Guards {
    /** Every condition in force. */
    public static final Guards ALL = new Guards();

    protected Guards() {}

    /** I3, I14: a grant of an earlier life gives no addresses. */
    public boolean grantOfThisLife(long grantIncarnation, long myIncarnation) {
        return grantIncarnation == myIncarnation;
    }

    /** I1: a prefix that another plant may have too gives addresses only once the ledger says whose it is. */
    public boolean prefixClaimed(boolean claimed) {
        return claimed;
    }

    /** I4: a range that its holder has promised to give back gives no addresses. */
    public boolean notLeaving(boolean leaving) {
        return !leaving;
    }

    /** I5: only an empty range is given back. */
    public boolean emptyEnoughToReturn(long liveRows) {
        return liveRows == 0;
    }

    /** I5, federation.md 3.6: what ends a quarantine. */
    public boolean fenceGate(boolean evicted, boolean fenced) {
        return evicted && fenced;
    }

    /** federation.md 3.6 (3) and (4): the wait behind a fence proof, without a sighting. */
    public boolean heldDown(long waitedMillis, long holdDownMillis) {
        return waitedMillis >= holdDownMillis;
    }

    /** federation.md 3.6 (4): what is seen alive is not free. */
    public boolean unseen(boolean seen) {
        return !seen;
    }

    /** federation.md 4.3: nothing is written that a member cannot read. */
    public boolean levelReached(int wanted, int reached) {
        return wanted <= reached;
    }

    /** I2b: only a reserve whose owner's memory is complete, or who is fenced, may be granted from. */
    public boolean reserveUsable(boolean ownerAnswersForIt) {
        return ownerAnswersForIt;
    }

    /** I2: what a fenced plant had is nobody's while another member may have followed it. */
    public boolean followersKnown(boolean known) {
        return known;
    }

    /** I2b: a reserve owner signs its own reserve away, and nobody else. */
    public boolean sealedByReserveOwner(boolean sealed) {
        return sealed;
    }

    /** I2: what was signed away is remembered before the signature leaves. */
    public boolean remembersWhatItSigned() {
        return true;
    }

    /** I8: an entry of another epoch is not for this state. */
    public boolean ofThisEpoch(long entryEpoch, long myEpoch) {
        return entryEpoch == myEpoch;
    }

    /** I8: the signature of a plant that was put out is worthless. */
    public boolean mayWrite(boolean member) {
        return member;
    }

    /** I9: a taken name stays with the one who has it. */
    public boolean nameFree(boolean taken) {
        return !taken;
    }

    /** I10: only its home changes an entity. */
    public boolean writtenAtHome(boolean byHome) {
        return byHome;
    }

    /** I10: versions only rise. */
    public boolean newerVersion(boolean newer) {
        return newer;
    }

    /** I11: a network of a project is made of what the plant has claimed, or where nobody else has any. */
    public boolean spanClaimed(boolean claimed) {
        return claimed;
    }

    /** I11: nobody has a claim before the home of the project said where it has networks. */
    public boolean homeSpoke(boolean spoken) {
        return spoken;
    }

    /** I13: a request has one effect. */
    public boolean firstTime(boolean seenBefore) {
        return !seenBefore;
    }

    /** I15: what is deleted does not come back while somebody may still remember it as alive. */
    public boolean tombstoneStays(boolean everybodyKnows) {
        return !everybodyKnows;
    }
}
