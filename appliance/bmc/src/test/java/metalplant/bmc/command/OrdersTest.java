package metalplant.bmc.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.driver.Driver;
import metalplant.bmc.driver.Facts;
import metalplant.bmc.driver.Failures;
import metalplant.bmc.driver.PowerButton;
import metalplant.core.bus.BmcCommand;
import metalplant.core.bus.MachineMessage;
import metalplant.core.bus.Message;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.firmware.FirmwareKind;
import metalplant.model.machine.Bmc;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

class OrdersTest {
    private static final String MACHINE = "4c4c4544-0044-4b10-8056-b4c04f4b4233";

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final Scripted controller = new Scripted();
    private final List<CommandResult> results = new ArrayList<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean plantIsAway;
    private final Orders orders = new Orders(_ -> controller, this::take, world, Duration.ofSeconds(20), waiting::add);
    private int messages;

    private void take(List<CommandResult> some) {
        if (plantIsAway) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the plant is away");
        }
        results.addAll(some);
    }

    private void work() {
        while (!waiting.isEmpty()) {
            waiting.poll().run();
        }
    }

    private Message message(BmcCommand command, String address) {
        var bmc = new Bmc(
                address, "", "root", "secret", "", Bmc.Fru.NONE, "", "", Optional.empty(), List.of(), Optional.empty());
        var body = new MachineMessage.Command(MACHINE, command, bmc).json().getBytes(UTF_8);
        return new Message("message%09d".formatted(messages++), 1, world.now(), body);
    }

    private void hand(BmcCommand command) {
        orders.handle(message(command, "10.0.0.1"));
    }

    /** A machine whose controller does what a test wants. */
    private static final class Scripted implements Driver {
        final List<String> done = new ArrayList<>();
        final Deque<Problem> troubles = new ArrayDeque<>();
        boolean on;
        boolean follows = true;

        private void act(String what) {
            if (!troubles.isEmpty()) {
                throw troubles.poll();
            }
            done.add(what);
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public Facts facts() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOn() {
            return on;
        }

        @Override
        public void press(PowerButton button) {
            act(button.name());
            if (follows) {
                on = button != PowerButton.OFF;
            }
        }

        @Override
        public void bootFrom(BootDevice device) {
            act("boot " + device);
        }

        @Override
        public void identify(boolean lit) {
            act("light " + lit);
        }

        @Override
        public void update(FirmwareKind kind, URI image) {
            act("update " + kind);
        }
    }

    @Test
    void aCommandIsDoneAndAnsweredFor() {
        // when
        hand(BmcCommand.ON);
        work();

        // then
        assertThat(controller.done).containsExactly("ON");
        assertThat(results)
                .containsExactly(new CommandResult(MACHINE, "ON", CommandResult.State.DONE, "", world.now()));
    }

    @Test
    void aMachineThatIsOnIsNotSwitchedOnAgain() {
        controller.on = true;
        hand(BmcCommand.ON);
        work();
        assertThat(controller.done).isEmpty();
        assertThat(results).extracting(CommandResult::state).containsExactly(CommandResult.State.DONE);
    }

    @Test
    void aMachineThatIsOffIsSwitchedOnInsteadOfReset() {
        hand(BmcCommand.REINSTALL);
        work();
        assertThat(controller.done).containsExactly("boot PXE", "ON");
    }

    @Test
    void aMachineThatDoesNotFollowIsAFailure() {
        controller.follows = false;
        hand(BmcCommand.ON);
        work();
        assertThat(results).extracting(CommandResult::state).containsExactly(CommandResult.State.FAILED);
        assertThat(results.getFirst().message()).contains("20 s later the machine was still off");
    }

    @Test
    void aControllerThatIsAwayForAMomentIsAskedAgain() {
        controller.troubles.add(Failures.unreachable("10.0.0.1", "no route"));
        controller.troubles.add(Failures.unreachable("10.0.0.1", "no route"));
        hand(BmcCommand.PXE);
        work();
        assertThat(controller.done).containsExactly("boot PXE");
        assertThat(results).extracting(CommandResult::state).containsExactly(CommandResult.State.DONE);
    }

    @Test
    void aControllerThatStaysAwayIsGivenUpWhenTheCommandIsOver() {
        for (int i = 0; i < 100; i++) {
            controller.troubles.add(Failures.unreachable("10.0.0.1", "no route"));
        }
        var begun = world.now();
        hand(BmcCommand.PXE);
        work();
        assertThat(results).extracting(CommandResult::state).containsExactly(CommandResult.State.FAILED);
        assertThat(results.getFirst().message()).contains("cannot be reached: no route");
        assertThat(world.now()).isBeforeOrEqualTo(begun.plus(Orders.HOLDS));
    }

    @Test
    void aResetWhoseAnswerGotLostIsNotRepeated() {
        controller.on = true;
        controller.troubles.add(Failures.lost("10.0.0.1", "timed out"));
        hand(BmcCommand.RESET);
        work();
        assertThat(controller.done).isEmpty();
        assertThat(results).extracting(CommandResult::state).containsExactly(CommandResult.State.FAILED);
    }

    @Test
    void aRefusalIsNotRepeated() {
        controller.troubles.add(Failures.refused("10.0.0.1", "no"));
        hand(BmcCommand.DISK);
        work();
        assertThat(controller.done).isEmpty();
        assertThat(results.getFirst().message()).contains("refused: no");
    }

    @Test
    void aCommandThatComesTooLateIsNotDone() {
        var old = message(BmcCommand.OFF, "10.0.0.1");
        controller.on = true;
        world.advance(Orders.HOLDS.plusMillis(1));
        orders.handle(old);
        work();
        assertThat(controller.done).isEmpty();
        assertThat(results).extracting(CommandResult::state).containsExactly(CommandResult.State.EXPIRED);
    }

    @Test
    void aMessageThatComesAgainIsDoneOnce() {
        controller.on = true;
        var message = message(BmcCommand.RESET, "10.0.0.1");
        orders.handle(message);
        orders.handle(message);
        work();
        assertThat(controller.done).containsExactly("RESET");
    }

    @Test
    void commandsOfOneControllerWaitForEachOtherAndTheirNumberIsBounded() {
        // one works, eight wait
        for (int i = 0; i < 9; i++) {
            hand(BmcCommand.LED_ON);
        }
        assertThatThrownBy(() -> hand(BmcCommand.LED_ON)).hasMessageContaining("no room");
        assertThat(waiting).hasSize(1);

        // and another controller has room of its own
        orders.handle(message(BmcCommand.LED_ON, "10.0.0.2"));
        work();
        assertThat(controller.done).hasSize(10);
        assertThat(orders.count().noRoom()).isEqualTo(1);
    }

    @Test
    void resultsWaitForThePlant() {
        // given
        plantIsAway = true;
        hand(BmcCommand.ON);
        work();
        assertThat(results).isEmpty();

        // when
        plantIsAway = false;
        world.advance(Duration.ofSeconds(5));
        work();

        // then
        assertThat(results).hasSize(1);
    }

    @Test
    void everyCommandIsCountedByHowItEnded() {
        // given one that comes too late, one that is refused, one that works, one that waits for it, and one that is
        // none
        plantIsAway = true;
        var old = message(BmcCommand.OFF, "10.0.0.1");
        world.advance(Orders.HOLDS.plusMillis(1));
        orders.handle(old);
        work();
        controller.troubles.add(Failures.refused("10.0.0.1", "no"));
        hand(BmcCommand.DISK);
        work();
        hand(BmcCommand.LED_ON);
        hand(BmcCommand.LED_OFF);
        orders.handle(new Message("other", 1, world.now(), "{}".getBytes(UTF_8)));
        assertThat(orders.count().running()).isEqualTo(1);
        assertThat(orders.count().waiting()).isEqualTo(1);

        // when
        work();

        // then
        var count = orders.count();
        assertThat(count.ended())
                .containsOnly(
                        Map.entry(CommandResult.State.DONE, 2L),
                        Map.entry(CommandResult.State.FAILED, 1L),
                        Map.entry(CommandResult.State.EXPIRED, 1L));
        assertThat(count.leftOut()).isEqualTo(1);
        assertThat(count.resultsWaiting()).isEqualTo(4);
        assertThat(count.running() + count.waiting()).isZero();
    }

    @Test
    void aControllerIsNamedWithoutItsPassword() {
        assertThat(new Controller("10.0.0.1", 623, "root", "secret").toString()).doesNotContain("secret");
    }
}
