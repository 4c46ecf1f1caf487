package metalplant.rack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.rack.server.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateReportTest {
    @Test
    void theReportCountsPhasesAndKeepsCommandsWithTheAllocationTheyMet() {
        var rack = TestRacks.waiting(3, "");
        rack.plant.allocate(rack.server(1).spec(), "a1");
        rack.until(rack.server(1), Phase.PHONED_HOME);
        rack.deliver("command", "LED-ON", rack.server(1));

        var state = new StateReport(rack.simulation).write(rack.loop.now(), 42, true, true);

        assertThat(state.at("/phases/waiting").asInt()).isEqualTo(2);
        assertThat(state.at("/phases/phoned-home").asInt()).isEqualTo(1);
        assertThat(state.at("/phases/crashed").asInt(-1)).isZero();
        assertThat(state.at("/counters/commands_received").asInt()).isEqualTo(1);
        assertThat(state.at("/leaves/registered").asInt()).isEqualTo(2);
        assertThat(state.at("/servers/0/allocation").asText()).isEqualTo("a1");
        assertThat(state.at("/servers/0/led").asBoolean()).isTrue();
        assertThat(state.at("/commands/0/command").asText()).isEqualTo("LED-ON");
        assertThat(state.at("/commands/0/allocation").asText()).isEqualTo("a1");
        assertThat(state.path("pid").asInt()).isEqualTo(42);
    }

    @Test
    void theFileIsReplacedAsAWhole(@TempDir Path directory) throws IOException {
        var path = directory.resolve("state.json");
        var file = new StateFile(path);

        file.write("{\"a\": 1}");
        file.write("{\"a\": 2}");

        assertThat(new ObjectMapper().readTree(path.toFile()).path("a").asInt()).isEqualTo(2);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(path);
        }
    }
}
