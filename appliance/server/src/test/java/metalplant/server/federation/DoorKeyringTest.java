package metalplant.server.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.door.Role;
import metalplant.door.hmac.HmacUser;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.SealedKeys;
import metalplant.federation.keys.DoorKeys;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.SortedTree;
import metalplant.mesh.doorkeys.DoorSmith;
import metalplant.mesh.identity.IncarnationFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.testkit.HandWorld;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorKeyringTest {
    private static final UUID FEDERATION = new UUID(1, 2);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder = Path.of("");

    private final HandWorld world = new HandWorld(START);
    private DoorSmith smith;
    private DoorKeyring keyring;
    private MemberRecord self;

    @BeforeEach
    void aPlant() {
        var chance = new SecureRandom();
        var identity = PlantIdentity.open(folder.resolve("keys"), new IncarnationFile(folder.resolve("lives")), chance);
        self = identity.record("north", 1, "");
        smith = new DoorSmith(identity.plant(), identity.wireguard(), chance);
        keyring = new DoorKeyring(smith, world, Role.EDIT);
    }

    private DoorKeys.KeySet set(long number, Instant made) {
        SortedTree<metalplant.federation.value.PlantId, Bytes> sealed = SortedTree.empty();
        for (SealedKeys each : smith.make(FEDERATION, number, List.of(self))) {
            sealed = sealed.with(each.to(), each.sealed());
        }
        return new DoorKeys.KeySet(number, made.toEpochMilli(), sealed);
    }

    private DoorKeyring.Told told(DoorKeys keys) {
        return new DoorKeyring.Told(FEDERATION, self.plant(), keys);
    }

    private static DoorKeys keys(DoorKeys.KeySet current, Optional<DoorKeys.KeySet> previous) {
        return new DoorKeys(current.number(), Optional.of(current), previous);
    }

    @Test
    void theKeysOfTheFederationAreWorthNoMoreThanThePlantAllows() {
        var users = keyring.users(told(keys(set(1, START), Optional.empty())));

        assertThat(users).extracting(HmacUser::type).containsExactly("Metal-View", "Metal-Edit", "Metal-Admin");
        assertThat(users).extracting(HmacUser::role).containsExactly(Role.VIEW, Role.EDIT, Role.EDIT);
        assertThat(users.toString()).doesNotContain(users.getFirst().key());
    }

    @Test
    void theSetBeforeIsTakenForADayAndNotLonger() {
        var keys = told(keys(set(2, START), Optional.of(set(1, START.minusSeconds(60)))));
        assertThat(keyring.users(keys)).hasSize(6);
        assertThat(keyring.previousEnds(keys)).contains(START.plus(DoorKeyring.OVERLAP));

        world.passes(DoorKeyring.OVERLAP.minusSeconds(1));
        assertThat(keyring.users(keys)).hasSize(6);
        world.passes(Duration.ofSeconds(2));

        assertThat(keyring.users(keys)).hasSize(3);
        assertThat(keyring.previousEnds(keys)).isEmpty();
    }

    @Test
    void neitherOfTheTwoClocksStretchesTheDay() {
        var madeByAFastClock = told(keys(set(2, START.plus(Duration.ofDays(3650))), Optional.of(set(1, START))));
        keyring.users(madeByAFastClock);
        world.passes(DoorKeyring.OVERLAP.plusSeconds(1));
        world.isSetTo(START);

        assertThat(keyring.users(madeByAFastClock)).hasSize(3);
    }

    @Test
    void whenAPlantWasPutOutNoKeyOfTheFederationIsTakenUntilThereAreNewOnes() {
        keyring.users(told(keys(set(1, START), Optional.empty())));

        assertThat(keyring.users(told(new DoorKeys(1, Optional.empty(), Optional.empty()))))
                .isEmpty();
    }

    @Test
    void aSetThatThisPlantCannotOpenIsNobodysKey() {
        SortedTree<metalplant.federation.value.PlantId, Bytes> noise = SortedTree.empty();
        var broken = new DoorKeys.KeySet(1, 0, noise.with(self.plant(), Bytes.of(new byte[144])));

        assertThat(keyring.users(told(keys(broken, Optional.empty())))).isEmpty();
    }
}
