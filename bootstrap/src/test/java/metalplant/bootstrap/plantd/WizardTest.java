package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan;
import metalplant.plan.PlantPlan.Place;
import metalplant.plan.PlantPlan.Uplink;
import metalplant.plan.PlantPlan.Wire;
import org.junit.jupiter.api.Test;

class WizardTest {
    private static final PlantPlan DERIVED = PlantPlan.at(new Place("r-1a", "z-1a", "p-1a"), new Uplink.Dhcp(Wire.ANY));

    private final TestBox.Screen screen = new TestBox.Screen();

    private Optional<PlantPlan> answers(String... lines) throws Exception {
        screen.typed.addAll(List.of(lines));
        return new Wizard(screen, DERIVED).ask(Duration.ofMillis(50));
    }

    @Test
    void aBoxAtWhichNobodySitsIsNotKeptWaiting() throws Exception {
        assertThat(answers()).isEmpty();
        assertThat(screen.text()).contains("partition p-1a, zone z-1a, region r-1a");
    }

    @Test
    void enterTakesEveryAnswerAsItIs() throws Exception {
        assertThat(answers("", "", "", "")).contains(DERIVED);
    }

    @Test
    void threeAnswersMakeAPlan() throws Exception {
        var plan =
                answers("", "north-1", "eu/eu-north", "192.0.2.10/24 192.0.2.1").orElseThrow();

        assertThat(plan.place()).isEqualTo(new Place("eu", "eu-north", "north-1"));
        assertThat(plan.networks().uplink()).isInstanceOfSatisfying(Uplink.Static.class, fixed -> {
            assertThat(fixed.address()).hasToString("192.0.2.10/24");
            assertThat(fixed.gateway()).contains(IpAddress.parse("192.0.2.1"));
        });
        assertThat(screen.said)
                .filteredOn(line -> line.matches("[1-9] of 3 .*"))
                .hasSize(3);
    }

    @Test
    void aWrongAnswerIsRefusedWithTheReasonOfTheReaderAndAskedAgain() throws Exception {
        var plan = answers("", "North 1", "north-1", "", "192.0.2.10/24 192.0.3.1", "10.128.0.1/16", "none")
                .orElseThrow();

        assertThat(plan.place().partition()).isEqualTo("north-1");
        assertThat(plan.networks().uplink()).isEqualTo(new Uplink.None());
        assertThat(screen.text())
                .contains(
                        "that does not do: partition: must be 1 to 42 lower-case letters, digits, dashes and underscores")
                .contains("that does not do: networks.uplink.gateway: 192.0.3.1 is not in 192.0.2.0/24")
                .contains("overlaps 10.128.0.0/16");
    }

    @Test
    void whatSomebodyTypesCannotBecomeAnythingButAnAnswer() throws Exception {
        var plan = answers("", "x\"\ndatabase: \"cockroach", "ok", "", "none\"}", "none")
                .orElseThrow();

        assertThat(plan).isEqualTo(PlantPlan.at(new Place("r-1a", "z-1a", "ok"), new Uplink.None()));
    }
}
