package metalplant.host;

import static org.assertj.core.api.Assertions.assertThat;

import metalplant.core.units.UnitName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitPathTest {
    @ParameterizedTest
    @CsvSource({
        "postgres.service, postgres_2eservice",
        "plant-net.service, plant_2dnet_2eservice",
        "7up@a_b.service, _37up_40a_5fb_2eservice",
        "dev-a\\x20b.mount, dev_2da_5cx20b_2emount"
    })
    void aUnitLiesWhereSystemdPutsIt(String name, String last) {
        assertThat(UnitPath.of(UnitName.of(name))).isEqualTo("/org/freedesktop/systemd1/unit/" + last);
    }

    @Test
    void onlyWhatHasMoreIsAskedForMore() {
        assertThat(UnitPath.kind(UnitName.of("a.service"))).contains("org.freedesktop.systemd1.Service");
        assertThat(UnitPath.kind(UnitName.of("a.target"))).isEmpty();
    }
}
