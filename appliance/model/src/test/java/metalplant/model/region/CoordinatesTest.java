package metalplant.model.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;

class CoordinatesTest {
    private static final Coordinates FRANKFURT = new Coordinates(50.11, 8.68);
    private static final Coordinates MUNICH = new Coordinates(48.14, 11.58);

    @Test
    void distancesAreThoseOfTheGlobe() {
        assertThat(FRANKFURT.kilometresTo(MUNICH)).isCloseTo(304, within(3.0));
        assertThat(FRANKFURT.kilometresTo(FRANKFURT)).isZero();
        assertThat(new Coordinates(0, -180).kilometresTo(new Coordinates(0, 0))).isCloseTo(20_015, within(1.0));
        assertThat(Coordinates.leastRoundTrip(304)).isCloseTo(3.04, within(0.001));
    }

    @Test
    void labelsKeepThemAndShowTheOthersOnly() {
        var labels = FRANKFURT.into(Map.of("a", "b"));

        assertThat(Coordinates.of(labels)).contains(FRANKFURT);
        assertThat(Coordinates.without(labels)).isEqualTo(Map.of("a", "b"));
        assertThat(Coordinates.of(Map.of("plant.metal-stack.io/latitude", "x", "plant.metal-stack.io/longitude", "1")))
                .isEmpty();
        assertThat(Coordinates.of(Map.of("plant.metal-stack.io/latitude", "91", "plant.metal-stack.io/longitude", "1")))
                .isEmpty();
    }

    @Test
    void nowhereOnEarthIsRefused() {
        assertThatThrownBy(() -> new Coordinates(90.1, 0)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> new Coordinates(0, -181)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> new Coordinates(Double.NaN, 0)).isInstanceOf(Problem.class);
    }
}
