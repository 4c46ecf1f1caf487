package metalplant.ratis.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import metalplant.federation.value.PlantId;
import org.junit.jupiter.api.Test;

class PinsTest {
    private static final PlantId NORTH = new PlantId("0".repeat(32));
    private static final PlantId SOUTH = new PlantId("1".repeat(32));
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final MeshAuthority north = MeshAuthority.create();
    private final MeshAuthority south = MeshAuthority.create();
    private final Pins pins = new Pins();

    PinsTest() {
        pins.replace(List.of(
                new Peer(NORTH, north.publicKey(), "127.0.0.1", 1), new Peer(SOUTH, south.publicKey(), "fd00::2", 2)));
    }

    @Test
    void theDatesOfACertificateMeanNothing() {
        var ended = north.issue(NORTH, Instant.EPOCH, Instant.EPOCH.plus(DAY));
        var notBegun = north.issue(NORTH, NOW.plus(Duration.ofDays(36_500)), NOW.plus(Duration.ofDays(36_501)));
        assertThat(pins.plantOf(ended.certificate())).contains(NORTH);
        assertThat(pins.plantOf(notBegun.certificate())).contains(NORTH);
    }

    @Test
    void anAuthoritySpeaksForItsOwnPlantOnly() {
        var posing = south.issue(NORTH, NOW, NOW.plus(DAY));
        assertThat(pins.plantOf(posing.certificate())).isEmpty();
        assertThat(pins.plantOf(
                        MeshAuthority.create().issue(NORTH, NOW, NOW.plus(DAY)).certificate()))
                .isEmpty();
    }

    @Test
    void aPinThatIsTakenAwayEndsTheTrust() {
        var identity = north.issue(NORTH, NOW, NOW.plus(DAY));
        pins.replace(List.of(new Peer(SOUTH, south.publicKey(), "fd00::2", 2)));
        assertThat(pins.plantOf(identity.certificate())).isEmpty();
    }

    @Test
    void anAddressBelongsToOnePlant() {
        assertThat(pins.at("fd00::2", 2)).contains(SOUTH);
        assertThat(pins.at("[fd00::2]", 2)).contains(SOUTH);
        assertThat(pins.at("fd00::2", 1)).isEmpty();
        assertThat(pins.peer(SOUTH).map(Peer::address)).contains("[fd00::2]:2");
    }

    @Test
    void aPeerNameTellsItsPlant() {
        var name = PeerNames.fresh(NORTH, new java.util.UUID(1, 2));
        assertThat(PeerNames.plant(name)).contains(NORTH);
        assertThat(PeerNames.plant("../" + name)).isEmpty();
        assertThat(PeerNames.plant("")).isEmpty();
    }
}
