package metalplant.federation.entry;

import metalplant.federation.signing.MemberKey;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;

/**
 * What a plant says of itself when it becomes a member, under its own signature.
 *
 * @param key root key; the id of the plant follows from it
 * @param label a claim such as {@code fra_eqx_01}; may be lost to an earlier one
 * @param level the highest schema level that it can read
 * @param meshCa its certificate authority, pinned by all others; pins have no dates
 * @param wireguardKey public key of its end of the tunnels
 * @param endpoint where its tunnel is reached, or ""
 */
public record MemberRecord(
        MemberKey key,
        String label,
        int level,
        Incarnation incarnation,
        Bytes meshCa,
        Bytes wireguardKey,
        String endpoint) {
    /** Characters of an endpoint. */
    public static final int ENDPOINT_MAX = 256;

    public MemberRecord {
        Labels.checked(label);
        if (level < 1 || endpoint.length() > ENDPOINT_MAX) {
            throw new IllegalArgumentException(
                    "a member has a level from 1 on and an endpoint of at most 256 characters");
        }
    }

    /** The same with another level. */
    public MemberRecord withLevel(int changed) {
        return new MemberRecord(key, label, changed, incarnation, meshCa, wireguardKey, endpoint);
    }

    /** The same in another life. */
    public MemberRecord living(Incarnation changed) {
        return new MemberRecord(key, label, level, changed, meshCa, wireguardKey, endpoint);
    }

    public PlantId plant() {
        return key.plant();
    }
}
