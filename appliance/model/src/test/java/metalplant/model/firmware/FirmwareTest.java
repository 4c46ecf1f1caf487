package metalplant.model.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirmwareTest {
    @Test
    void theSpellingOfAMakerDoesNotCount() {
        var firmware = new Firmware(FirmwareKind.parse("BIOS"), new Board("SuperMicro", "x11dpt-b"), "3.3a");

        assertThat(firmware.key()).isEqualTo("bios/supermicro/X11DPT-B/3.3a");
        assertThat(Firmware.ofKey(firmware.key())).contains(firmware);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "a/b", "a\\b", "a\nb"})
    void whatIsNoNameIsRefused(String part) {
        assertThatThrownBy(() -> new Firmware(FirmwareKind.BMC, new Board("v", "B"), part))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("names of up to 200 bytes");
        assertThatThrownBy(() -> new Firmware(FirmwareKind.BMC, new Board("v", "B"), "é".repeat(101)))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> new Firmware(FirmwareKind.BMC, new Board(part, "B"), "1"))
                .isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "bios", "bios/v/B", "bios/v/B/1/2", "disk/v/B/1", "BIOS/v/B/1", "bios/V/B/1", "bios/v//1"})
    void whatSomebodyElsePutThereIsNoFirmware(String key) {
        assertThat(Firmware.ofKey(key)).isEmpty();
    }
}
