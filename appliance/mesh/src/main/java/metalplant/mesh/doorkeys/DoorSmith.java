package metalplant.mesh.doorkeys;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.SealedKeys;
import metalplant.federation.keys.KeySmith;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.mesh.identity.WireguardKey;

/**
 * Seals with HPKE (RFC 9180, base mode) to the X25519 key that each member has in its record; who seals is known from the signature under the
 * entry. Federation, number of the set and receiver are bound in, so that a sealed set is of no use in another place.
 */
public final class DoorSmith implements KeySmith {
    private final PlantId me;
    private final WireguardKey own;
    private final SecureRandom chance;

    public DoorSmith(PlantId me, WireguardKey own, SecureRandom chance) {
        this.me = me;
        this.own = own;
        this.chance = chance;
    }

    @Override
    public List<SealedKeys> make(UUID federation, long number, List<MemberRecord> members) {
        var plain = new byte[DoorSecrets.BYTES];
        chance.nextBytes(plain);
        try {
            return members.stream()
                    .map(member -> sealed(federation, number, plain, member))
                    .toList();
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    @Override
    public Optional<SealedKeys> share(UUID federation, long number, Bytes sealed, MemberRecord member) {
        return own.open(info(federation, number, me), sealed).map(plain -> sealed(federation, number, plain, member));
    }

    /** The set that was sealed to this plant; empty if it is none. */
    public Optional<DoorSecrets> open(UUID federation, long number, Bytes sealed) {
        return own.open(info(federation, number, me), sealed).flatMap(DoorSecrets::of);
    }

    /** A member whose key is none gets noise: it must not keep the others from having keys. */
    private SealedKeys sealed(UUID federation, long number, byte[] plain, MemberRecord member) {
        var sealed = WireguardKey.seal(member.wireguardKey(), info(federation, number, member.plant()), plain)
                .orElseGet(this::noise);
        return new SealedKeys(member.plant(), sealed);
    }

    private Bytes noise() {
        var noise = new byte[WireguardKey.SEAL_BYTES + DoorSecrets.BYTES];
        chance.nextBytes(noise);
        return Bytes.of(noise);
    }

    private static byte[] info(UUID federation, long number, PlantId to) {
        return "metal-plant door keys 1 %s %d to %s"
                .formatted(federation, number, to.text())
                .getBytes(StandardCharsets.US_ASCII);
    }
}
