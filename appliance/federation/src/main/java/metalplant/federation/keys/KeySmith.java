package metalplant.federation.keys;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.SealedKeys;
import metalplant.federation.value.Bytes;

/**
 * Makes keys and seals them. It draws anew at each call: a step that runs again makes another set, and only the one that gets into the
 * ledger is ever used.
 */
public interface KeySmith {
    /** Makes none. */
    KeySmith NONE = new KeySmith() {
        @Override
        public List<SealedKeys> make(UUID federation, long number, List<MemberRecord> members) {
            return List.of();
        }

        @Override
        public Optional<SealedKeys> share(UUID federation, long number, Bytes own, MemberRecord member) {
            return Optional.empty();
        }
    };

    /**
     * A new set.
     *
     * @return one for each, in their order; empty if it cannot be sealed to all
     */
    List<SealedKeys> make(UUID federation, long number, List<MemberRecord> members);

    /**
     * The same set for one more.
     *
     * @param own as it was sealed to this plant
     * @return empty if this plant cannot open its own, or cannot seal it to the other
     */
    Optional<SealedKeys> share(UUID federation, long number, Bytes own, MemberRecord member);
}
