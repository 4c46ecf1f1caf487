package metalplant.bmc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import metalplant.bmc.command.CommandResult;
import metalplant.bmc.command.Orders;
import metalplant.bmc.redfish.RedfishDrivers;
import metalplant.bmc.vendor.Vendors;
import metalplant.bus.NsqBus;
import metalplant.bus.NsqConfig;
import metalplant.core.bus.BmcCommand;
import metalplant.core.bus.MachineMessage;
import metalplant.model.SystemWorld;
import metalplant.model.machine.Bmc;
import metalplant.testkit.bus.Eventually;
import metalplant.testkit.bus.NsqdProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nsqd, ipmitool and a simulated controller, all of them other people's. */
class CommandsOverNsqTest {
    private static final String MACHINE = IpmiSim.UUID;

    @Test
    void aCommandOnTheMachineTopicSwitchesTheMachineAndIsAnsweredFor(@TempDir Path folder) throws Exception {
        var world = new SystemWorld();
        var results = new CopyOnWriteArrayList<CommandResult>();
        try (var nsqd = NsqdProcess.start(java.nio.file.Files.createDirectories(folder.resolve("nsq")));
                var simulated = new IpmiSim(folder.resolve("controller"));
                var executor = Executors.newVirtualThreadPerTaskExecutor();
                var redfish = new RedfishDrivers(
                        "https", Daemon.freePort(), Duration.ofSeconds(10), (_, _) -> true, Vendors.known());
                var bus = new NsqBus(new NsqConfig(nsqd.tcp(), nsqd.http(), Optional.empty()), world)) {
            // given
            bus.ensureTopic("here-machine");
            var orders = new Orders(
                    new FoundDrivers(redfish, IpmiSim.TOOL), results::addAll, world, Duration.ofSeconds(20), executor);
            var subscription = bus.subscribe("here-machine", Orders.CHANNEL, orders);

            // when
            for (var command : List.of(BmcCommand.ON, BmcCommand.PXE, BmcCommand.RESET)) {
                Eventually.succeeds("the bus takes it", () -> {
                    bus.publish("here-machine", json(command, simulated.port()));
                    return true;
                });
            }

            // then
            Eventually.until("three are answered for", () -> results.size() == 3);
            assertThat(results).allMatch(result -> result.state() == CommandResult.State.DONE);
            assertThat(results).extracting(CommandResult::machineId).containsOnly(MACHINE);
            assertThat(simulated.told()).contains("set power 1", "set boot pxe", "set reset 1");
            subscription.close();
        }
    }

    private static byte[] json(BmcCommand command, int port) {
        var bmc = new Bmc(
                "127.0.0.1:" + port,
                "",
                IpmiSim.USER,
                IpmiSim.PASSWORD,
                "lanplus",
                Bmc.Fru.NONE,
                "",
                "",
                Optional.empty(),
                List.of(),
                Optional.empty());
        return new MachineMessage.Command(MACHINE, command, bmc).json().getBytes(UTF_8);
    }
}
