package metalplant.fabric.zone;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * By what a project reaches itself in other partitions of its zone: the proposals of MEP-19, as far as FRR can do them.
 *
 * @see "fabric-frr.md, sections 5 to 7"
 */
public enum Proposal {
    /**
     * Proposal 1: each partition has VNIs of its own. An exit has the VRF of each network that crosses, its own ones under their VNI and
     * those of other partitions without, and takes from these into its own; leaves know nothing of it.
     */
    EXITS_JOIN("1"),
    /** Proposal 2b: a project has one VNI in all partitions, and exits speak plain BGP with each other in its VRF. */
    EQUAL_VNIS("2b"),
    /** Proposal 3: leaves give what crosses into one VRF, which exits carry to other partitions, and take out of it what is theirs. */
    LEAVES_LEAK("3");

    private final String word;

    Proposal(String word) {
        this.word = word;
    }

    /** As MEP-19 counts it. */
    public String word() {
        return word;
    }

    /** Whether exits carry the VRFs of networks, and not one VRF for all. */
    public boolean carriesNetworks() {
        return this != LEAVES_LEAK;
    }

    public static Optional<Proposal> tryParse(String word) {
        return Stream.of(values()).filter(each -> each.word.equals(word)).findFirst();
    }
}
