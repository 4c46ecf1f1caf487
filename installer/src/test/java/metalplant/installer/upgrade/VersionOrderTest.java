package metalplant.installer.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionOrderTest {
    /** The list of the specification, and ours. */
    private static final List<String> RISING = List.of(
            "122.1",
            "123~rc1-1",
            "123",
            "123-a",
            "123-a.1",
            "123-1",
            "123-1.1",
            "123^post1",
            "123.a-1",
            "123.1-1",
            "123a-1",
            "124-1");

    @Test
    void versionsRiseAsInTheSpecification() {
        for (int i = 0; i < RISING.size(); i++) {
            for (int j = 0; j < RISING.size(); j++) {
                assertThat(Integer.signum(VersionOrder.INSTANCE.compare(RISING.get(i), RISING.get(j))))
                        .as("%s and %s", RISING.get(i), RISING.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.1.0-snapshot, 9.9.9, -1",
        "1.2.0, 1.10.0, -1",
        "1.2, 1.2.0, -1",
        "1.02, 1.2, 0",
        "1.2, 1.2, 0",
        "2.0.0~rc1, 2.0.0, -1",
        "1.2.3-1, 1.2.3, 1",
        "00, 0, 0"
    })
    void twoVersionsOfOurs(String a, String b, int order) {
        assertThat(Integer.signum(VersionOrder.INSTANCE.compare(a, b))).isEqualTo(order);
        assertThat(Integer.signum(VersionOrder.INSTANCE.compare(b, a))).isEqualTo(-order);
    }
}
