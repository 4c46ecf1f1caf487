package metalplant.bootstrap.plantd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import metalplant.bootstrap.Secrets;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.bootstrap.switches.PlannedSwitches;
import metalplant.bootstrap.switches.SwitchFiles;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.plan.DhcpConfig;
import metalplant.plan.HostConfigs;
import metalplant.plan.PlantPlan;

/**
 * What machines and switches boot from: dnsmasq for addresses, those of management controllers too, and the boot server. Neither keeps a plant
 * from being one. A plan without a network for machines has neither.
 */
final class BootServices {
    static final String DHCP = "plant-dhcp.service";
    static final String BOOT = "plant-boot.service";

    private static final String NOTE = "switches";

    private final Box box;
    private final SwitchFiles files;
    private String seen = "";

    BootServices(Box box) {
        this.box = box;
        this.files = new SwitchFiles(box.host().var().resolve("switches"));
    }

    void ensure(Step.Run run) {
        var plan = PlanSource.accepted(box.host()).orElseThrow(() -> Problem.refused("no plan was accepted yet"));
        takeSwitches(plan);
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

    /** The operator's file on the stick, if none was taken before. */
    private void takeSwitches(PlantPlan plan) {
        var offered = box.host().media().resolve("switches.yaml");
        if (Files.exists(files.cabling()) || !Files.exists(offered)) {
            return;
        }
        try {
            PlannedSwitches.of(plan, PlannedSwitches.read(offered), PlannedSwitches.numbers(files))
                    .accept(files);
            box.warnings().clear(NOTE);
        } catch (Problem e) {
            box.warnings().set(NOTE, "switches.yaml on the stick is " + e.getMessage());
        }
    }

    /** Hands on what an operator changed since the last look. */
    void follow() {
        var now = stamp();
        var plan = PlanSource.accepted(box.host());
        if (now.equals(seen) || plan.isEmpty() || !Files.exists(box.host().environment("plant-boot"))) {
            return;
        }
        try {
            give(plan.get()).forEach((unit, changed) -> {
                if (changed && box.units().find(unit).isPresent()) {
                    box.units().restart(unit);
                }
            });
            seen = now;
        } catch (Problem | UncheckedIOException e) {
            box.warnings().set(NOTE, "switches are not served as they should be: " + e.getMessage());
        }
    }

    private String stamp() {
        try {
            return Files.exists(files.cabling())
                    ? Files.getLastModifiedTime(files.cabling()) + " " + Files.size(files.cabling())
                    : "none";
        } catch (IOException _) {
            return "none";
        }
    }

    /** Which unit has to look again; empty if no machines boot here. */
    Map<String, Boolean> give(PlantPlan plan) {
        if (plan.networks().pxe().isEmpty()) {
            return Map.of();
        }
        var switches = switches(plan);
        var config = DhcpConfig.of(
                        plan,
                        HostConfigs.domain(plan.place().partition()),
                        switches.map(PlannedSwitches::hosts).orElse(List.of()))
                .orElseThrow();
        return Map.of(DHCP, giveDhcp(config), BOOT, giveBoot(plan, config, switches));
    }

    /** What was accepted; nothing of it, and a line of the status, if it does not fit any more. */
    private Optional<PlannedSwitches> switches(PlantPlan plan) {
        try {
            var accepted = PlannedSwitches.accepted(plan, files);
            if (accepted.isPresent()) {
                box.warnings().clear(NOTE);
            }
            return accepted;
        } catch (Problem e) {
            box.warnings().set(NOTE, "switches are not served: " + e.getMessage());
            return Optional.empty();
        }
    }

    private boolean giveDhcp(DhcpConfig config) {
        return new Given(box.owners())
                .text(box.host().given("dhcp").resolve("dnsmasq.conf"), config.text(), Owners.INFRA)
                .environment(box.host().environment("plant-dhcp"), Map.of())
                .changed();
    }

    private boolean giveBoot(PlantPlan plan, DhcpConfig config, Optional<PlannedSwitches> switches) {
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
        config.management()
                .filter(each -> each.controllers().isPresent())
                .ifPresent(each ->
                        variables.put("PLANT_BOOT_MANAGEMENT", each.plant().toString()));
        if (!config.relayed().isEmpty()) {
            variables.put(
                    "PLANT_BOOT_RELAYED",
                    config.relayed().stream().map(Object::toString).collect(Collectors.joining(",")));
        }
        // Its container has it whether there are switches or not.
        AtomicFile.folder(files.progressFolder(), "rwxr-xr-x");
        box.owners().give(files.progressFolder(), Owners.METAL_PLANT);
        var folder = box.host().given("plant-boot");
        switches.ifPresent(each -> {
            var network = plan.networks().management().orElseThrow();
            variables.put(
                    "PLANT_BOOT_SWITCHES_ADDRESS",
                    network.plant() + "/" + network.prefix().length());
            // Read again when it changes, so nothing is started anew for it.
            new Given(box.owners()).secret(folder.resolve("switches.json"), each.served(), Owners.METAL_PLANT);
            // What agents of switches ask and tell is passed on with it, and opens nothing else; without switches it is
            // not there.
            new Given(box.owners())
                    .secret(
                            folder.resolve("switches.key"),
                            new Secrets(box.host().plant().secrets()).hmac().switches() + "\n",
                            Owners.METAL_PLANT);
        });
        // Releases before ADR 64 gave the key of all that a role may.
        AtomicFile.remove(folder.resolve("edit.key"));
        var pki = PlantPki.at(box.host().plant().pki());
        return new Given(box.owners())
                .copy(pki.caCert(), folder.resolve("ca.crt"), Owners.METAL_PLANT)
                .copy(pki.certificate("boot-server"), folder.resolve("boot-server.crt"), Owners.METAL_PLANT)
                .copy(pki.privateKey("boot-server"), folder.resolve("boot-server.key"), Owners.METAL_PLANT)
                .environment(box.host().environment("plant-boot"), variables)
                .changed();
    }
}
