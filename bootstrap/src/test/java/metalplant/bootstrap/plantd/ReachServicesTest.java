package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import metalplant.bootstrap.Ports;
import metalplant.plan.PlanReader;
import metalplant.plan.PlantPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReachServicesTest {
    private static final String PLACE = "region: eu\nzone: eu-north\npartition: north-1\n";
    private static final String REACH = """
            networks:
              uplink: {mode: static, address: 192.0.2.10/24}
            reach:
              address: 198.51.100.1
              asn: 4200009001
              neighbours: [192.0.2.1 as 65001]
            """;

    private static final Step.Run QUIET = new Step.Run() {
        @Override
        public void point(String name) {}

        @Override
        public void waits(String what) {}
    };

    @TempDir
    Path folder = Path.of("");

    private static PlantPlan plan(String more) {
        return ((PlanReader.Result.Good) PlanReader.read(PLACE + more)).plan();
    }

    @Test
    void aPlanWithoutAnAddressForAllPlantsHasNeitherUnit() {
        var box = new TestBox(folder, new Ports(20_000));

        assertThat(new ReachServices(box.box()).give(plan(""))).isEmpty();

        assertThat(box.host.environment("plant-frr")).doesNotExist();
        assertThat(box.host.environment("plant-reach")).doesNotExist();
        assertThat(box.host.given("frr")).doesNotExist();
    }

    @Test
    void bothUnitsAreGivenWhatThePlanSaysFrrFirstAndLookAgainOnlyWhenItChanged() throws Exception {
        var box = new TestBox(folder, new Ports(20_000));
        var services = new ReachServices(box.box());

        assertThat(services.give(plan(REACH)))
                .containsExactly(Map.entry(ReachServices.FRR, true), Map.entry(ReachServices.KEEPER, true));
        assertThat(services.give(plan(REACH)))
                .containsExactly(Map.entry(ReachServices.FRR, false), Map.entry(ReachServices.KEEPER, false));

        assertThat(Files.readString(box.host.given("frr").resolve("frr.conf")))
                .contains(
                        "router bgp 4200009001\n", " neighbor 192.0.2.1 remote-as 65001\n", "network 198.51.100.1/32");
        assertThat(box.host.environment("plant-frr")).isEmptyFile();
        assertThat(Files.readString(box.host.environment("plant-reach")))
                .isEqualTo("PLANT_REACH_ADDRESS=198.51.100.1\nPLANT_REACH_DOOR=https://127.0.0.1:%d/metal/v1/health\n"
                        .formatted(new Ports(20_000).router()));

        assertThat(services.give(plan(REACH.replace("as 65001", "as 65002"))))
                .containsExactly(Map.entry(ReachServices.FRR, true), Map.entry(ReachServices.KEEPER, false));
        assertThat(services.give(plan(REACH.replace("198.51.100.1", "198.51.100.2"))))
                .containsExactly(Map.entry(ReachServices.FRR, true), Map.entry(ReachServices.KEEPER, true));
    }

    @Test
    void clientsThatComeByTheAddressAreShownACertificateWithIt() throws Exception {
        var box = new TestBox(folder, new Ports(20_000));
        Files.createDirectories(box.host.firstBoot());
        Files.writeString(box.host.acceptedPlan(), PLACE + REACH);

        new ServiceSteps(box.box()).authority(QUIET);

        assertThat(Files.readString(box.host.plant().options()))
                .contains("federation.pairing-port=4242\n")
                .endsWith("/backup\nrouter.names=198.51.100.1\n");
    }
}
