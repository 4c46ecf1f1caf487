package metalplant.rack.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootGateTest {
    private final List<String> turns = new ArrayList<>();
    private final BootGate gate = new BootGate(2);

    private void enter(String server) {
        gate.enter(server, () -> turns.add(server));
    }

    @Test
    void noMoreThanTheBoundBootAndTheRestGoInOrder() {
        List.of("m1", "m2", "m3", "m4").forEach(this::enter);
        assertThat(turns).containsExactly("m1", "m2");

        gate.leave("m2");

        assertThat(turns).containsExactly("m1", "m2", "m3");
        assertThat(gate.booting()).isEqualTo(2);
    }

    @Test
    void whoGivesUpItsPlaceInTheQueueIsNotCalled() {
        List.of("m1", "m2", "m3", "m4").forEach(this::enter);

        gate.leave("m3");
        gate.leave("m1");

        assertThat(turns).containsExactly("m1", "m2", "m4");
    }
}
