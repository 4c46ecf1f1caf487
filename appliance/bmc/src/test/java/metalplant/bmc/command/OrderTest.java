package metalplant.bmc.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import java.util.Random;
import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.driver.PowerButton;
import metalplant.core.bus.BmcCommand;
import metalplant.core.bus.FirmwareLink;
import metalplant.core.bus.MachineMessage;
import metalplant.model.firmware.FirmwareKind;
import metalplant.model.machine.Bmc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {
    private static final String MACHINE = "4c4c4544-0044-4b10-8056-b4c04f4b4233";
    private static final FirmwareLink LINK =
            new FirmwareLink(FirmwareKind.BIOS, URI.create("https://store.example/bios?signature=1"));
    private static final Bmc BMC = new Bmc(
            "10.1.2.3:1623",
            "aa:bb:cc:dd:ee:ff",
            "root",
            "secret",
            "lanplus",
            Bmc.Fru.NONE,
            "",
            "",
            Optional.empty(),
            java.util.List.of(),
            Optional.empty());

    private static Order order(MachineMessage message) {
        return ((Order.Reading.Asked) Order.read(message.json().getBytes(UTF_8))).order();
    }

    private static Order.Reading read(String text) {
        return Order.read(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource(BmcCommand.class)
    void everyCommandThatThePlantSendsIsRead(BmcCommand command) {
        var order = order(
                command == BmcCommand.UPDATE_FIRMWARE
                        ? new MachineMessage.UpdateFirmware(MACHINE, LINK, BMC)
                        : new MachineMessage.Command(MACHINE, command, BMC));
        assertThat(order.machineId()).isEqualTo(MACHINE);
        assertThat(order.word()).isEqualTo(command.wire());
        assertThat(order.controller()).isEqualTo(new Controller("10.1.2.3", 1623, "root", "secret"));
        assertThat(order.acts()).isNotEmpty();
    }

    @Test
    void aMachineThatIsGivenBackBootsFromTheNetwork() {
        assertThat(order(new MachineMessage.Delete(MACHINE, BMC)).acts())
                .containsExactly(new Act.Boot(BootDevice.PXE), new Act.Power(PowerButton.RESET));
    }

    @Test
    void firmwareComesFromTheWebAlone() {
        var template = "{\"type\":\"command\",\"cmd\":{\"target\":\"" + MACHINE
                + "\",\"cmd\":\"UPDATE-FIRMWARE\",\"ipmi\":{\"address\":\"10.1.2.3\"},"
                + "\"firmwareupdate\":{\"kind\":\"bios\",\"url\":\"%s\"}}}";
        var good = (Order.Reading.Asked) read(template.formatted("https://images.example/bios.bin"));
        assertThat(good.order().acts())
                .containsExactly(new Act.Update(FirmwareKind.BIOS, URI.create("https://images.example/bios.bin")));
        assertThat(read(template.formatted("file:///etc/shadow"))).isInstanceOf(Order.Reading.Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"type\":\"command\"}",
                "{\"type\":\"command\",\"cmd\":{\"target\":\"m\",\"cmd\":\"ON\"}}",
                "{\"type\":\"command\",\"cmd\":{\"target\":\"m\",\"cmd\":\"ON\",\"ipmi\":{\"address\":\"-oProxy\"}}}",
                "{\"type\":\"command\",\"cmd\":{\"target\":\"m\",\"cmd\":\"ON\",\"ipmi\":{\"address\":\"h:99999\"}}}",
                "{\"type\":\"command\",\"cmd\":{\"target\":\"../m\",\"cmd\":\"ON\",\"ipmi\":{\"address\":\"h\"}}}",
                "{\"type\":\"command\",\"cmd\":{\"target\":\"m\",\"cmd\":\"EXPLODE\",\"ipmi\":{\"address\":\"h\"}}}"
            })
    void whatNamesNoControllerOrNothingToDoIsLeftOut(String text) {
        assertThat(read(text)).isInstanceOf(Order.Reading.Nothing.class);
    }

    @Test
    void damagedMessagesNeverThrow() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var good =
                new MachineMessage.Command(MACHINE, BmcCommand.ON, BMC).json().getBytes(UTF_8);
        for (int i = 0; i < 3_000; i++) {
            var damaged = good.clone();
            for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            assertThat(Order.read(damaged)).isNotNull();
        }
    }
}
