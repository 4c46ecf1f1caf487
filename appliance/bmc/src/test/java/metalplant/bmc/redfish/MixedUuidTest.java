package metalplant.bmc.redfish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixedUuidTest {
    @ParameterizedTest
    @CsvSource({
        // Of version 1 and of 2024, and the same one as firmware stores it.
        "5a3c1e00-d1f2-11ee-8000-3cecef001234, 5a3c1e00-d1f2-11ee-8000-3cecef001234",
        "001e3c5a-f2d1-ee11-8000-3cecef001234, 5a3c1e00-d1f2-11ee-8000-3cecef001234",
        // The first bit of each part is set.
        "f0e0d0c0-b0a0-ed11-8000-3cecef001234, c0d0e0f0-a0b0-11ed-8000-3cecef001234",
        // Of version 1, but of the year 5236: metal-bmc turns it as well.
        "00112233-4455-1fff-8000-3cecef001234, 33221100-5544-ff1f-8000-3cecef001234",
        // Of another version: nothing tells how it is meant, and metal-bmc turns it.
        "a1b2c3d4-e5f6-4718-892a-bcdef0123456, d4c3b2a1-f6e5-1847-892a-bcdef0123456",
        "no uuid, no uuid",
        "'', ''"
    })
    void isToldAsTheMachinesFirmwareMeansIt(String told, String meant) {
        assertThat(MixedUuid.straight(told)).isEqualTo(meant);
    }
}
