package metalplant.bootstrap.plantd;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.model.Problem;
import metalplant.plan.DhcpConfig;
import metalplant.plan.PlantPlan;

/**
 * What machines boot from: dnsmasq for addresses, and the boot server. Neither keeps a plant from being one. A plan without a network for
 * machines has neither.
 */
final class BootServices {
    static final String DHCP = "plant-dhcp.service";
    static final String BOOT = "plant-boot.service";

    private final Box box;

    BootServices(Box box) {
        this.box = box;
    }

    void ensure(Step.Run run) {
        var plan = PlanSource.accepted(box.host()).orElseThrow(() -> Problem.refused("no plan was accepted yet"));
        var changed = give(plan);
        run.point("written");
        if (changed.isEmpty()) {
            return;
        }
        for (var unit : List.of(DHCP, BOOT)) {
            if (box.units().find(unit).isEmpty()) {
                continue;
            }
            run.waits(unit);
            try {
                new Starting(box).ensure(unit, changed.getOrDefault(unit, false));
                box.warnings().clear(unit);
            } catch (Problem e) {
                box.warnings().set(unit, "%s does not run: %s".formatted(unit, e.getMessage()));
            }
        }
    }

    /** Which unit has to look again; empty if no machines boot here. */
    Map<String, Boolean> give(PlantPlan plan) {
        return DhcpConfig.of(plan, plan.place().partition() + ".plant.internal")
                .map(config -> Map.of(DHCP, giveDhcp(config), BOOT, giveBoot(plan, config)))
                .orElse(Map.of());
    }

    private boolean giveDhcp(DhcpConfig config) {
        return new Given(box.owners())
                .text(box.host().given("dhcp").resolve("dnsmasq.conf"), config.text(), Owners.INFRA)
                .environment(box.host().environment("plant-dhcp"), Map.of())
                .changed();
    }

    private boolean giveBoot(PlantPlan plan, DhcpConfig config) {
        var ports = box.host().ports();
        var variables = new TreeMap<String, String>();
        variables.put("PLANT_BOOT_PARTITION", plan.place().partition());
        variables.put(
                "PLANT_BOOT_ADDRESS", config.plant() + "/" + config.prefix().length());
        variables.put("PLANT_BOOT_PORT", String.valueOf(config.scripts()));
        variables.put("PLANT_BOOT_PLANT", "127.0.0.1:" + ports.grpc().getPort());
        variables.put("PLANT_BOOT_API", ports.apiUrl().toString());
        variables.put("PLANT_BOOT_TIME", config.plant().toString());
        variables.put(
                "PLANT_BOOT_MACHINES_GRPC", config.plant() + ":" + ports.grpc().getPort());
        config.dhcpServer().ifPresent(each -> variables.put("PLANT_BOOT_DHCP_SERVER", each.toString()));
        if (!config.relayed().isEmpty()) {
            variables.put(
                    "PLANT_BOOT_RELAYED",
                    config.relayed().stream().map(Object::toString).collect(Collectors.joining(",")));
        }
        var pki = PlantPki.at(box.host().plant().pki());
        var folder = box.host().given("plant-boot");
        return new Given(box.owners())
                .copy(pki.caCert(), folder.resolve("ca.crt"), Owners.METAL_PLANT)
                .copy(pki.certificate("boot-server"), folder.resolve("boot-server.crt"), Owners.METAL_PLANT)
                .copy(pki.privateKey("boot-server"), folder.resolve("boot-server.key"), Owners.METAL_PLANT)
                .environment(box.host().environment("plant-boot"), variables)
                .changed();
    }
}
