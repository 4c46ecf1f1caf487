package metalplant.bootstrap.plantd;

import static java.lang.System.Logger.Level.INFO;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.mesh.files.AtomicFile;
import metalplant.plan.PlantPlan;
import metalplant.wire.plant.CertificatesResponse;

/**
 * Renews certificates of which a third of their life is left or less (they live ten years), or whose names are no longer those of the
 * box. Only a unit whose certificate was really made anew is started again.
 */
final class Certificates {
    private static final System.Logger LOG = System.getLogger(Certificates.class.getName());

    private final Box box;
    private final ServiceSteps services;

    Certificates(Box box, ServiceSteps services) {
        this.box = box;
        this.services = services;
    }

    synchronized CertificatesResponse renew(PlantPlan plan) {
        var before = content(plan);
        services.pki(plan);
        box.owners().give(box.host().plant().pki(), Owners.METAL_PLANT);
        var renewed = new ArrayList<String>();
        content(plan).forEach((name, text) -> {
            if (!text.equals(before.get(name))) {
                renewed.add(name);
            }
        });
        var restarted = new ArrayList<String>();
        if (services.give(plan)) {
            restart(plan.database().word() + ".service", restarted);
        }
        if (services.giveBroker()) {
            restart("nsqd.service", restarted);
        }
        if (new BootServices(box).give(plan).getOrDefault(BootServices.BOOT, false)) {
            restart(BootServices.BOOT, restarted);
        }
        if (new ControllerServices(box).give(plan).getOrDefault(ControllerServices.BMC, false)) {
            restart(ControllerServices.BMC, restarted);
        }
        // It reads its keys at its start only.
        if (renewed.contains("ca") || renewed.contains("grpc-server") || renewed.contains("nsq-client")) {
            restart("metal-api.service", restarted);
        }
        if (!renewed.isEmpty()) {
            LOG.log(INFO, "certificates renewed names={0} restarted={1}", renewed, restarted);
        }
        return new CertificatesResponse(renewed, restarted);
    }

    private void restart(String unit, List<String> restarted) {
        if (box.units().find(unit).filter(BoxUnits.State::isActive).isPresent()) {
            box.units().restart(unit);
            restarted.add(unit);
        }
    }

    private Map<String, String> content(PlantPlan plan) {
        var pki = PlantPki.at(box.host().plant().pki());
        var names =
                new ArrayList<>(List.of("ca", "grpc-server", "partition-client", "boot-server", "nsqd", "nsq-client"));
        if (plan.database() == PlantPlan.Engine.COCKROACH) {
            names.addAll(List.of("cockroach-node", "cockroach-root"));
        }
        var content = new LinkedHashMap<String, String>();
        for (var name : names) {
            var file = pki.certificate(name);
            content.put(name, java.nio.file.Files.exists(file) ? AtomicFile.read(file) : "");
        }
        return content;
    }
}
