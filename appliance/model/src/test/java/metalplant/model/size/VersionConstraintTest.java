package metalplant.model.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.image.SemanticVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionConstraintTest {
    private static final List<String> OPERATORS = List.of("=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^");

    static SemanticVersion version(String text) {
        return SemanticVersion.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "*,0.0.0,true",
        "*,99.1.2,true",
        "24.4.1,24.4.1,true",
        "24.4.1,24.4.2,false",
        "24.04,24.4.20240101,true",
        "24.04,24.5.0,false",
        "24,24.10.1,true",
        "= 24.4.1,24.4.1,true",
        "= 24.04,24.4.7,true",
        "= 24,25.0.0,false",
        "!= 24.4.1,24.4.1,false",
        "!= 24.4.1,24.4.2,true",
        "!= 24.04,24.4.9,false",
        "!= 24.04,24.5.0,true",
        "!= 24,24.9.9,false",
        "> 24.04.1,24.4.2,true",
        "> 24.04,24.4.9,false",
        "> 24.04,24.5.0,true",
        "> 24,24.9.9,false",
        "> 24,25.0.0,true",
        "< 24.04,24.3.9,true",
        "< 24.04,24.4.0,false",
        ">= 20.04.20211011,20.4.20211011,true",
        ">= 20.04.20211011,20.4.20211010,false",
        "=> 1.2,1.2.0,true",
        "<= 24.4.1,24.4.1,true",
        "<= 24.4.1,24.4.2,false",
        "<= 24.04,24.4.99,true",
        "<= 24.04,24.5.0,false",
        "=< 24,24.99.0,true",
        "=< 24,25.0.0,false",
        "~ 1.2.3,1.2.3,true",
        "~ 1.2.3,1.2.9,true",
        "~ 1.2.3,1.2.2,false",
        "~ 1.2.3,1.3.0,false",
        "~ 1.2,1.2.9,true",
        "~ 1.2,1.3.0,false",
        "~ 1,1.9.9,true",
        "~> 1,2.0.0,false",
        "~ 0.0.0,7.8.9,true",
        "^ 1.2.3,1.9.0,true",
        "^ 1.2.3,1.2.2,false",
        "^ 1.2.3,2.0.0,false",
        "^ 0.2.3,0.2.9,true",
        "^ 0.2.3,0.3.0,false",
        "^ 0.0.3,0.0.3,true",
        "^ 0.0.3,0.0.4,false",
        "^ 0.0,0.0.9,true",
        "^ 0.0,0.1.0,false",
        "^ 0,0.9.9,true",
        "^ 0,1.0.0,false"
    })
    void aVersionIsAcceptedAsTheOperatorSays(String constraint, String version, boolean accepted) {
        assertThat(VersionConstraint.parse(constraint).accepts(version(version)))
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ">",
                "> ",
                ">=1.0",
                ">  1.0",
                " 1.0",
                "1.0 ",
                "== 1.0",
                "> a",
                "> 1.0 < 2.0",
                ">= 1, < 2",
                "1.x",
                "1.2.3-rc1",
                "! 1",
                "~~ 1"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> VersionConstraint.parse(text))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.BAD_REQUEST));
    }

    @Test
    void aStarIsNoOperatingSystem() {
        assertThatThrownBy(() -> VersionConstraint.parseAll(Map.of("*", "*"))).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({
        "*,*,true",
        "*,> 1,true",
        "> 1.0,> 1.0,true",
        ">= 1.0,< 1.0,false",
        ">= 1.0,<= 1.0,true",
        ">= 1.0,>= 2.0,false",
        "1.2.3,1.2.3,true",
        "1.2.3,1.2.4,false",
        "~ 1.2.3,~ 1.2.4,false",
        "!= 1.2.3,!= 1.2.4,true"
    })
    void twoConstraintsCollideWhenEachVersionSatisfiesTheOther(String one, String two, boolean collide) {
        var a = VersionConstraint.parse(one);
        var b = VersionConstraint.parse(two);

        assertThat(a.collidesWith(b)).isEqualTo(collide);
        assertThat(b.collidesWith(a)).isEqualTo(collide);
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    static String anyVersion(Random random) {
        int numbers = 1 + random.nextInt(3);
        var text = new StringBuilder(Integer.toString(random.nextInt(4)));
        for (int i = 1; i < numbers; i++) {
            text.append('.').append(random.nextInt(4));
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void operatorsAgreeWithEachOther(long seed) {
        var random = new Random(seed);
        var text = anyVersion(random);
        var v = version(anyVersion(random));

        assertThat(accepts("!=", text, v)).isNotEqualTo(compareGiven(v, text) == 0);
        assertThat(accepts(">", text, v)).isNotEqualTo(accepts("<=", text, v));
        assertThat(accepts("<", text, v)).isNotEqualTo(accepts(">=", text, v));
        assertThat(accepts("=>", text, v)).isEqualTo(accepts(">=", text, v));
        assertThat(accepts("=<", text, v)).isEqualTo(accepts("<=", text, v));
        assertThat(accepts("~>", text, v)).isEqualTo(accepts("~", text, v));
        if (accepts("=", text, v)) {
            assertThat(List.of(">=", "<=", "~", "^")).allMatch(operator -> accepts(operator, text, v));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noTextIsReadAsAnotherOne(long seed) {
        var random = new Random(seed);
        var operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
        var text = operator + " " + anyVersion(random);

        assertThat(VersionConstraint.parse(text)).hasToString(text);
    }

    private static boolean accepts(String operator, String text, SemanticVersion v) {
        return VersionConstraint.parse(operator + " " + text).accepts(v);
    }

    private static int compareGiven(SemanticVersion v, String text) {
        int numbers = text.split("\\.").length;
        var wanted = version(text);
        var cut = new SemanticVersion(v.major(), numbers > 1 ? v.minor() : 0, numbers > 2 ? v.patch() : 0);
        return cut.compareTo(wanted);
    }
}
