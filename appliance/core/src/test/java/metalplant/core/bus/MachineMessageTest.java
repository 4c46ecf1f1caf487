package metalplant.core.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.model.firmware.FirmwareKind;
import metalplant.model.machine.Bmc;
import org.junit.jupiter.api.Test;

class MachineMessageTest {
    private static final Bmc BMC = new Bmc(
            "10.0.0.5:623",
            "aa:bb",
            "metal",
            "pa\"ss\\\n\u0001",
            "lanplus",
            new Bmc.Fru("1", "2", "3", "4", "5", "6", "7", "8"),
            "1.7",
            "ON",
            Optional.of(new Bmc.PowerMetric(210.5f, 1, 300, Float.NaN)),
            List.of(new Bmc.PowerSupply("OK", "Enabled")),
            Optional.of(Instant.parse("2026-01-01T00:00:00Z")));

    private static final String IPMI = "{\"address\":\"10.0.0.5:623\",\"mac\":\"aa:bb\",\"user\":\"metal\","
            + "\"password\":\"pa\\\"ss\\\\\\n\\u0001\",\"interface\":\"lanplus\",\"fru\":{\"chassis_part_number\":\"1\","
            + "\"chassis_part_serial\":\"2\",\"board_mfg\":\"3\",\"board_mfg_serial\":\"4\",\"board_part_number\":\"5\","
            + "\"product_manufacturer\":\"6\",\"product_part_number\":\"7\",\"product_serial\":\"8\"},"
            + "\"bmcversion\":\"1.7\",\"powerstate\":\"ON\",\"powermetric\":{\"averageconsumedwatts\":210.5,"
            + "\"intervalinmin\":1,\"maxconsumedwatts\":300,\"minconsumedwatts\":0},"
            + "\"powersupplies\":[{\"status\":{\"health\":\"OK\",\"state\":\"Enabled\"}}],"
            + "\"last_updated\":\"2026-01-01T00:00:00Z\"}";

    @Test
    void aCommandNamesItsTargetAndItsController() {
        assertThat(new MachineMessage.Command("m1", BmcCommand.LED_ON, BMC).json())
                .isEqualTo(
                        "{\"type\":\"command\",\"cmd\":{\"target\":\"m1\",\"cmd\":\"LED-ON\",\"ipmi\":" + IPMI + "}}");
    }

    @Test
    void aDeleteHasNoVerbButAController() {
        assertThat(new MachineMessage.Delete("m1", BMC).json())
                .isEqualTo("{\"type\":\"delete\",\"old\":\"m1\",\"cmd\":{\"target\":\"m1\",\"ipmi\":" + IPMI + "}}");
    }

    @Test
    void anAllocationCallsTheMachineOld() {
        assertThat(new MachineMessage.Allocated("m1").json()).isEqualTo("{\"old\":\"m1\"}");
    }

    @Test
    void aControllerThatNobodyKnowsIsStillSent() {
        assertThat(new MachineMessage.Command("m1", BmcCommand.ON, Bmc.NONE).json())
                .contains("\"powermetric\":null,\"powersupplies\":null,\"last_updated\":\"0001-01-01T00:00:00Z\"");
    }

    @Test
    void aFirmwareIsNamedByItsKindAndALink() {
        var link = new FirmwareLink(FirmwareKind.BMC, URI.create("https://s3.invalid/x?sign=1&more=2"));

        assertThat(new MachineMessage.UpdateFirmware("m1", link, BMC).json())
                .isEqualTo(
                        "{\"type\":\"command\",\"cmd\":{\"target\":\"m1\",\"cmd\":\"UPDATE-FIRMWARE\",\"ipmi\":" + IPMI
                                + ",\"firmwareupdate\":{\"kind\":\"bmc\",\"url\":\"https://s3.invalid/x?sign=1&more=2\"}}}");
        assertThat(link.toString()).doesNotContain("sign");
    }
}
