package metalplant.boot.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private static final String MAC = "52:54:00:07:00:02";
    private static final String ID = "a1b2c3d4-e5f6-4718-892a-bcdef0123456";

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final Sightings sightings = new Sightings(world);

    @Test
    void aBootIsToldOnceHoweverOftenTheMachineAsks() {
        assertThat(sightings.saw(MAC, ID)).isTrue();
        world.advance(Duration.ofSeconds(5));
        assertThat(sightings.saw(MAC, ID)).isFalse();
        world.advance(Duration.ofSeconds(26));
        assertThat(sightings.saw(MAC, ID)).isTrue();
        assertThat(sightings.machineOf(MAC)).contains(ID);
        world.advance(Duration.ofHours(1));
        assertThat(sightings.machineOf(MAC)).isEmpty();
    }

    @Test
    void inventedMachinesAreBelievedOnlySoManyAMinute() {
        int told = 0;
        for (int i = 0; i < 10_000; i++) {
            told += sightings.saw("02:00:00:00:%02x:%02x".formatted(i / 256, i % 256), ID) ? 1 : 0;
        }
        assertThat(told).isEqualTo(200);
        assertThat(sightings.count()).isEqualTo(200);
        world.advance(Duration.ofMinutes(1));
        assertThat(sightings.saw(MAC, ID)).isTrue();
    }
}
