package metalplant.testkit.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import metalplant.core.bus.BmcCommand;
import metalplant.core.bus.InMemoryBus.Condition;
import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;
import metalplant.testkit.machine.TestMachines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxPublisherTest {
    private static final String MACHINE = TestMachines.id(1);

    private final Store store = new InMemoryStore();
    private final TestPlant plant = TestPlant.on(store);

    @BeforeEach
    void oneMachine() {
        plant.waiting(1);
    }

    private String lastError() {
        return plant.events(1)
                .orElseThrow()
                .lastError()
                .map(error -> error.message())
                .orElse("");
    }

    @Test
    void aCommandIsPublishedOnceAndLeavesNothingBehind() {
        plant.power.run(MACHINE, BmcCommand.ON, "");
        plant.publisher.kick();

        assertThat(plant.published).singleElement().asString().contains("\"cmd\":\"ON\"");
        assertThat(plant.outboxSize()).isZero();
        assertThat(lastError()).isEmpty();
    }

    @Test
    void aCommandThatTheBusDidNotTakeGoesOutWhenTheBusIsBackInTime() {
        plant.publisher.start();
        plant.bus.become(Condition.AWAY);
        plant.power.run(MACHINE, BmcCommand.ON, "");
        plant.pass(Duration.ofSeconds(20));
        plant.bus.become(Condition.UP);
        plant.pass(Duration.ofSeconds(2));

        assertThat(plant.published).hasSize(1);
        assertThat(lastError()).isEmpty();
    }

    @Test
    void anOverdueCommandBecomesAVisibleEvent() {
        plant.publisher.start();
        plant.bus.become(Condition.AWAY);
        plant.power.run(MACHINE, BmcCommand.ON, "");
        plant.pass(Duration.ofSeconds(40));
        plant.bus.become(Condition.UP);
        plant.pass(Duration.ofSeconds(10));

        assertThat(plant.published).isEmpty();
        assertThat(plant.outboxSize()).isZero();
        assertThat(lastError()).contains("command ON", "was not sent", "repeat the command");
    }

    @Test
    void aCommandThatTheBusMayHaveIsNeverSentAgain() {
        plant.publisher.start();
        plant.bus.become(Condition.SILENT);
        // A hanging bus still looks reachable to whoever asks just before.
        sendThroughSilence();
        plant.bus.become(Condition.UP);
        plant.pass(Duration.ofMinutes(2));

        assertThat(plant.published.stream().filter(text -> text.contains("\"cmd\":\"ON\"")))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(plant.outboxSize()).isZero();
    }

    private void sendThroughSilence() {
        plant.power.run(MACHINE, BmcCommand.ON, "");
        plant.pass(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aProcessThatDiesWhileItSendsLeavesAnEventAndNoSecondMessage(int commits) {
        plant.bus.become(Condition.AWAY);
        plant.power.run(MACHINE, BmcCommand.ON, "");
        plant.bus.become(Condition.UP);

        var dying = plant.restarted(inner -> new CrashingStore(inner, commits));
        try {
            dying.publisher.kick();
        } catch (CrashingStore.Crash crash) {
            // Between its commits.
        }
        int sent = plant.published.size();
        var next = plant.restarted();
        next.publisher.start();
        plant.pass(Duration.ofMinutes(2));

        assertThat(plant.published).hasSize(sent);
        assertThat(plant.outboxSize()).isZero();
        assertThat(lastError()).contains(commits == 1 ? "may or may not have been sent" : "");
    }

    @Test
    void aCommandOfTheLastTenantIsHeldBackAlsoWhenTheMachineIsFreeAgain() {
        var allocated = plant.allocate.run(TestPlant.wants(plant.privateNetwork()));
        plant.bus.become(Condition.AWAY);
        plant.power.run(allocated.id(), BmcCommand.OFF, "");
        plant.free.run(allocated.id());
        plant.bus.become(Condition.UP);
        plant.publisher.kick();

        assertThat(plant.published).noneMatch(text -> text.contains("\"cmd\":\"OFF\""));
        assertThat(plant.published).anyMatch(text -> text.contains("\"type\":\"delete\""));
        assertThat(lastError()).contains("command OFF", "changed hands");
    }

    @Test
    void theSuperUsersPasswordGoesIntoTheMessageOnlyWhenNoUserIsStored() {
        plant.power.run(MACHINE, BmcCommand.ON, "");
        assertThat(plant.published.getFirst()).contains("\"user\":\"metal\",\"password\":\"secret\"");

        plant.write(tx -> {
            var bmc = tx.machines().get(MACHINE).bmc();
            tx.machines()
                    .updateBmc(
                            MACHINE,
                            new metalplant.model.machine.Bmc(
                                    bmc.address(),
                                    "",
                                    "",
                                    "",
                                    "lanplus",
                                    bmc.fru(),
                                    "",
                                    "",
                                    bmc.powerMetric(),
                                    bmc.powerSupplies(),
                                    bmc.lastUpdated()));
        });
        plant.power.run(MACHINE, BmcCommand.OFF, "");
        assertThat(plant.published.getLast()).contains("\"user\":\"root\",\"password\":\"super\"");
        assertThat(plant.machine(1).bmc().user()).isEmpty();
    }
}
