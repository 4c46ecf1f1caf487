package metalplant.federation.witness;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import metalplant.federation.entry.Head;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.ledger.Import;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.ledger.Verdict;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/**
 * What the witness knows of the ledger, from the plants that tell it. Every entry is verified. A plant that follows another lineage is
 * read from the beginning, and believed once its whole ledger is good and of a higher epoch: behind a break-glass the witness follows, and
 * never back. Not safe for several threads.
 */
public final class WitnessMirror {
    /** Plants that are read beside the own ledger. */
    private static final int OTHERS_MAX = 8;

    private final UUID federation;
    private final Acceptance acceptance;
    private final Map<PlantId, Ledger> others = new TreeMap<>();
    private Ledger ledger = Ledger.EMPTY;

    /** @param federation that this witness was invited to */
    public WitnessMirror(UUID federation, Acceptance acceptance) {
        this.federation = federation;
        this.acceptance = acceptance;
    }

    /** Behind which entry this plant shall tell. */
    public Head behind(PlantId plant) {
        return others.getOrDefault(plant, ledger).head();
    }

    public Optional<FederationState> state() {
        return ledger.state();
    }

    public Head head() {
        return ledger.head();
    }

    /** A plant says which lineage it follows. */
    public void follows(PlantId plant, Hash lineage) {
        boolean other = ledger.state()
                .filter(known -> !known.epoch().lineage().equals(lineage))
                .isPresent();
        if (!other) {
            others.remove(plant);
        } else if (others.size() < OTHERS_MAX) {
            others.putIfAbsent(plant, Ledger.EMPTY);
        }
    }

    /**
     * Entries that a plant sent.
     *
     * @return whether there may be more
     */
    public boolean told(PlantId plant, List<Bytes> entries) {
        var before = others.getOrDefault(plant, ledger);
        var read = Import.of(before, entries, acceptance);
        boolean strange = read.ledger()
                .state()
                .filter(known -> !known.federation().equals(federation))
                .isPresent();
        if (strange || read.stopped() instanceof Verdict.Refused) {
            others.remove(plant);
            return false;
        }
        if (!others.containsKey(plant)) {
            ledger = read.ledger();
        } else if (epoch(read.ledger()) > epoch(ledger)) {
            ledger = read.ledger();
            others.clear();
        } else {
            others.put(plant, read.ledger());
        }
        return !read.accepted().isEmpty();
    }

    private static long epoch(Ledger known) {
        return known.state().map(state -> state.epoch().number()).orElse(-1L);
    }
}
