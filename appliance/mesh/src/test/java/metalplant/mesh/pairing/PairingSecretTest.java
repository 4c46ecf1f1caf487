package metalplant.mesh.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import metalplant.mesh.TestPlant;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;

class PairingSecretTest {
    @Test
    void aCodeIsReadBackHoweverItIsTyped() {
        // given
        var code = PairingSecret.newCode(TestPlant.CHANCE);

        // then
        assertThat(code.shown()).matches("[2-9A-Y]{3}-[2-9A-Y]{3}-[2-9A-Y]{3}");
        assertThat(PairingSecret.ofCode(" " + code.shown().toLowerCase().replace('-', ' '))
                        .password())
                .isEqualTo(code.password());
        assertThat(code).hasToString("***");
    }

    @Test
    void everySingleTypoAndEverySwapIsToldBeforeAnythingIsSent() {
        // given
        var code = new String(PairingSecret.newCode(TestPlant.CHANCE).password());

        // then
        for (int at = 0; at < code.length(); at++) {
            for (char other : PairingSecret.ALPHABET.toCharArray()) {
                if (other != code.charAt(at)) {
                    refused(code.substring(0, at) + other + code.substring(at + 1));
                }
            }
            for (int with = at + 1; with < code.length(); with++) {
                if (code.charAt(at) != code.charAt(with)) {
                    var swapped = new StringBuilder(code);
                    swapped.setCharAt(at, code.charAt(with));
                    swapped.setCharAt(with, code.charAt(at));
                    refused(swapped.toString());
                }
            }
        }
        refused("");
        refused("0OIL-1QS");
        refused(code + code);
    }

    private static void refused(String typed) {
        assertThatThrownBy(() -> PairingSecret.ofCode(typed)).isInstanceOf(Problem.class);
    }

    @Test
    void aTargetIsACodeAHostAndPerhapsAPort() {
        // given
        var code = PairingSecret.newCode(TestPlant.CHANCE).shown();

        // then
        assertThat(PairingTarget.parse(code + "@plant.example").port()).isEqualTo(PairingTarget.DEFAULT_PORT);
        assertThat(PairingTarget.parse(code + "@192.0.2.1:99").port()).isEqualTo(99);
        assertThat(PairingTarget.parse(code + "@[2001:db8::1]:99").host()).isEqualTo("2001:db8::1");
        assertThat(PairingTarget.parse(code + "@2001:db8::1").host()).isEqualTo("2001:db8::1");
        for (var bad : new String[] {code, code + "@", code + "@host:0", code + "@host:x", code + "@[::1"}) {
            assertThatThrownBy(() -> PairingTarget.parse(bad)).isInstanceOf(Problem.class);
        }
    }
}
