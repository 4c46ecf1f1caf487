package metalplant.model.region;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceNamesTest {
    @ParameterizedTest
    @CsvSource({"fra_eqx_01,fra,fra-eqx", "FRA-Equ01-2,fra,fra-equ01"})
    void aTellingNameSaysRegionAndZone(String partition, String region, String zone) {
        assertThat(PlaceNames.parse(partition)).contains(new PlaceNames.Proposal(region, zone));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"fra_eqx", "fra_eqx-01", "fra_1_01", "fra_eqx_a", "f_eqx_01", "", "fra_eqx_01_02", "fra_eqx_01\n"
            })
    void othersSayNothing(String partition) {
        assertThat(PlaceNames.parse(partition)).isEmpty();
    }
}
