package metalplant.federation.plant;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.Evidence;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.epoch.EpochRules;
import metalplant.federation.escrow.Pool;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.value.Hash;

/**
 * What a join would do. Making it changes nothing.
 *
 * @param record with a label that is not taken
 * @param brought prefixes that the plant goes on holding
 * @param localOnly prefixes that are not taken in: they overlap something of the federation (decision 12), or wait for the end of a
 *     break-glass and are claimed then
 * @param notes what people should know, one sentence each
 * @param inventory what the plan was made from; if it changes, the plan is void
 */
public record JoinPlan(
        UUID joinId,
        MemberRecord record,
        List<PoolSpec> brought,
        List<PoolSpec> localOnly,
        List<Evidence> evidence,
        List<String> notes,
        Hash inventory) {
    /** Plans for this federation. */
    static JoinPlan of(
            UUID joinId,
            MemberRecord self,
            FederationState federation,
            List<PoolSpec> bring,
            List<Evidence> evidence,
            Hash inventory) {
        var notes = new ArrayList<String>();
        var brought = new ArrayList<PoolSpec>();
        var localOnly = new ArrayList<PoolSpec>();
        boolean may = EpochRules.mayBring(federation.level(), federation.epoch());
        for (var spec : bring) {
            boolean known = federation.pools().all().stream()
                    .map(Pool::spec)
                    .anyMatch(other -> other.id().equals(spec.id()) || other.overlaps(spec));
            if (known) {
                localOnly.add(spec);
                notes.add("%s overlaps a prefix of the federation and stays local".formatted(spec.id()));
            } else if (!may) {
                localOnly.add(spec);
                notes.add("%s is claimed once nobody owes what was done before the break-glass".formatted(spec.id()));
            } else {
                brought.add(spec);
            }
        }
        var record = labelled(self, federation, notes);
        return new JoinPlan(
                joinId, record, List.copyOf(brought), List.copyOf(localOnly), evidence, List.copyOf(notes), inventory);
    }

    private static MemberRecord labelled(MemberRecord self, FederationState federation, List<String> notes) {
        var label = self.label();
        for (int i = 2; federation.members().labelTaken(label, self.plant()); i++) {
            label = self.label() + "_" + i;
        }
        if (!label.equals(self.label())) {
            notes.add("the label %s is taken, this plant becomes %s".formatted(self.label(), label));
        }
        return new MemberRecord(
                self.key(),
                label,
                self.level(),
                self.incarnation(),
                self.meshCa(),
                self.wireguardKey(),
                self.endpoint());
    }

    /** What both operators accept. */
    public Hash hash() {
        return Hash.of(CanonicalForm.encode(this));
    }
}
