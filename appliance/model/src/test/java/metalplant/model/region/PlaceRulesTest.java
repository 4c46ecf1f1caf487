package metalplant.model.region;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "eu", "fra-eqx_01", "Z1", "de.fra"})
    void anIdThatFitsIntoPathsAndLabelsIsTaken(String id) {
        assertThatCode(() -> PlaceRules.requireId(id)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "-a", "a-", "a~b", "\u00e4", "..", "a\n"})
    void anyOtherIdIsRefused(String id) {
        assertThatThrownBy(() -> PlaceRules.requireId(id)).isInstanceOf(Problem.class);
    }

    @Test
    void anIdHasAtMost63Characters() {
        assertThatCode(() -> PlaceRules.requireId("a".repeat(63))).doesNotThrowAnyException();
        assertThatThrownBy(() -> PlaceRules.requireId("a".repeat(64))).isInstanceOf(Problem.class);
    }

    @Test
    void textsAndLabelsAreBounded() {
        var many = IntStream.range(0, 65).boxed().collect(Collectors.toMap(i -> "k" + i, _ -> "v"));

        assertThatCode(() -> PlaceRules.requireTexts("n", "d", Map.of("k", ""))).doesNotThrowAnyException();
        assertThatThrownBy(() -> PlaceRules.requireTexts("n", "d", many)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> PlaceRules.requireTexts("n".repeat(1_025), "", Map.of()))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> PlaceRules.requireTexts("", "", Map.of("", "v")))
                .isInstanceOf(Problem.class);
    }
}
