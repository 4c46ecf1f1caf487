package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import metalplant.core.units.InMemoryUnits;
import metalplant.core.units.UnitBehaviour;
import metalplant.core.units.UnitName;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import org.junit.jupiter.api.Test;

class HostUnitsTest {
    private static final UnitName NSQD = UnitName.of("nsqd.service");

    private final SystemWorld world = new SystemWorld();
    private final InMemoryUnits host = new InMemoryUnits(world)
            .define(NSQD, UnitBehaviour.RUNS.saying("listening"))
            .define(UnitName.of("getty.service"), UnitBehaviour.RUNS);
    private final HostUnits units = new HostUnits(host, world);

    @Test
    void onlyUnitsOfThePlantAreShown() {
        assertThat(units.list()).extracting(BoxUnits.State::name).containsExactly("nsqd.service");
        assertThat(units.find("postgres.service")).isEmpty();
    }

    @Test
    void aUnitThatFailedIsTriedAsIfItNeverHad() {
        // given
        units.start("nsqd.service");
        host.crash(NSQD);
        assertThat(units.find("nsqd.service").orElseThrow().active()).isEqualTo("failed");

        // when
        units.start("nsqd.service");

        // then
        assertThat(units.find("nsqd.service").orElseThrow().isActive()).isTrue();
    }

    @Test
    void aUnitThatDoesNotComeUpIsAProblemWithItsName() {
        host.define(NSQD, UnitBehaviour.FAILS);

        assertThatThrownBy(() -> units.start("nsqd.service"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("nsqd.service");
    }

    @Test
    void stoppingWhatIsNotThereIsFine() {
        units.stop("cockroach.service");
        units.start("nsqd.service");
        units.stop("nsqd.service");

        assertThat(units.find("nsqd.service").orElseThrow().isActive()).isFalse();
    }

    @Test
    void aLogIsReadOnBehindItsCursorAndWaitedForNoLongerThanAsked() {
        units.start("nsqd.service");
        var first = units.log(Optional.of("nsqd.service"), Optional.empty(), 10, Duration.ZERO);
        var none = units.log(Optional.empty(), Optional.of(first.cursor()), 10, Duration.ofMillis(1));
        host.say(NSQD, "more");

        assertThat(first.lines()).extracting(BoxUnits.Line::text).containsExactly("listening");
        assertThat(none.lines()).isEmpty();
        assertThat(units.log(Optional.empty(), Optional.of(none.cursor()), 10, Duration.ofSeconds(5))
                        .lines())
                .extracting(BoxUnits.Line::text)
                .containsExactly("more");
    }
}
