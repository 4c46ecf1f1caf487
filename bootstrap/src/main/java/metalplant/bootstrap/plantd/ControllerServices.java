package metalplant.bootstrap.plantd;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import metalplant.bootstrap.OptionsFile;
import metalplant.bootstrap.Secrets;
import metalplant.bootstrap.bmc.BmcLogin;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.bootstrap.switches.PlannedSwitches;
import metalplant.bootstrap.switches.SwitchFiles;
import metalplant.core.bus.BmcSuperUser;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.plan.ManagementDhcp;
import metalplant.plan.PlantPlan;

/**
 * The two services that talk to management controllers: one does commands and reports, one shows consoles. Neither keeps a plant from being
 * one. Each is given one key of the API and what it needs beside that, and sees nothing else of the plant.
 */
final class ControllerServices {
    static final String BMC = "plant-bmc.service";
    static final String CONSOLE = "plant-console.service";

    /** On the stick, and then among the secrets of the plant. */
    private static final String OFFERED = "bmc-login.txt";

    private static final String NOTE = "bmc-login";
    private static final int HTTPS = 443;

    private final Box box;

    ControllerServices(Box box) {
        this.box = box;
    }

    /** Which unit has to look again. */
    Map<String, Boolean> ensure(PlantPlan plan) {
        box.warnings().clear(NOTE);
        take();
        return give(plan);
    }

    private Path kept() {
        return box.host().plant().secrets().resolve("bmc-login");
    }

    /** The operator's file on the stick, if none was taken before. */
    private void take() {
        var offered = box.host().media().resolve(OFFERED);
        if (Files.exists(kept()) || !Files.exists(offered)) {
            return;
        }
        try {
            BmcLogin.read(offered).ifPresent(login -> {
                AtomicFile.write(kept(), login.text(), AtomicFile.SECRET);
                box.owners().give(kept(), Owners.METAL_PLANT);
            });
        } catch (Problem | UncheckedIOException e) {
            box.warnings().set(NOTE, "%s on the stick is not taken: %s".formatted(OFFERED, e.getMessage()));
        }
    }

    /** The operator's, or the one that installers make on every controller. */
    private Optional<BmcLogin> login() {
        try {
            return BmcLogin.read(kept())
                    .or(() -> Optional.of(OptionsFile.read(box.host().plant().options())
                                    .bmcSuperUser())
                            .filter(BmcSuperUser::enabled)
                            .map(each -> new BmcLogin(BmcSuperUser.USER, each.password())));
        } catch (Problem | UncheckedIOException e) {
            box.warnings().set(NOTE, "management controllers are not looked at: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Hands on what an operator changed: switches, and the login. */
    void follow() {
        var plan = PlanSource.accepted(box.host());
        if (plan.isEmpty() || !Files.exists(box.host().environment("plant-bmc"))) {
            return;
        }
        try {
            ensure(plan.get()).forEach(this::restart);
        } catch (Problem | UncheckedIOException e) {
            box.warnings().set(NOTE, "what drives management controllers is not told of changes: " + e.getMessage());
        }
    }

    private void restart(String unit, boolean changed) {
        if (changed && box.units().find(unit).filter(BoxUnits.State::isActive).isPresent()) {
            box.units().restart(unit);
        }
    }

    Map<String, Boolean> give(PlantPlan plan) {
        var login = login();
        var changed = new LinkedHashMap<String, Boolean>();
        changed.put(BMC, giveBmc(plan, login));
        changed.put(CONSOLE, giveConsole(login));
        return changed;
    }

    private boolean giveBmc(PlantPlan plan, Optional<BmcLogin> login) {
        var ports = box.host().ports();
        var variables = new TreeMap<String, String>();
        variables.put("PLANT_BMC_PARTITION", plan.place().partition());
        variables.put("PLANT_BMC_API", ports.apiUrl().toString());
        variables.put("PLANT_BMC_NSQ_TCP", "127.0.0.1:" + ports.nsqTcp());
        variables.put("PLANT_BMC_NSQ_HTTP", "127.0.0.1:" + ports.nsqHttp());
        // Leases of machines lie in the same file: their network is no place of controllers, and nobody there is shown
        // the password.
        plan.networks()
                .management()
                .ifPresent(network ->
                        variables.put("PLANT_BMC_ALLOWED", network.prefix().toString()));
        var switches = switches(plan);
        if (!switches.isEmpty()) {
            variables.put("PLANT_BMC_IGNORED", switches);
        }
        var folder = box.host().given("plant-bmc");
        // Releases before it had a key of its own gave the key of all that a role may.
        AtomicFile.remove(folder.resolve("edit.key"));
        var pki = PlantPki.at(box.host().plant().pki());
        var given = new Given(box.owners())
                .secret(folder.resolve("controllers.key"), keys().hmac().controllers() + "\n", Owners.METAL_PLANT)
                .copy(pki.caCert(), folder.resolve("ca.crt"), Owners.METAL_PLANT)
                .copy(pki.nsqClientCert(), folder.resolve("nsq-client.crt"), Owners.METAL_PLANT)
                .copy(pki.nsqClientKey(), folder.resolve("nsq-client.key"), Owners.METAL_PLANT)
                .environment(box.host().environment("plant-bmc"), variables);
        return give(given, folder, login);
    }

    /** They have leases in that network too, and are no controllers: none of them is shown the password. */
    private String switches(PlantPlan plan) {
        try {
            return PlannedSwitches.accepted(
                            plan, new SwitchFiles(box.host().var().resolve("switches")))
                    .stream()
                    .flatMap(each -> each.hosts().stream())
                    .map(ManagementDhcp.Host::mac)
                    .collect(Collectors.joining(","));
        } catch (Problem _) {
            // The boot services say so, and serve none of them: then they have no leases either.
            return "";
        }
    }

    private boolean giveConsole(Optional<BmcLogin> login) {
        var ports = box.host().ports();
        var variables = new TreeMap<String, String>();
        variables.put("PLANT_CONSOLE_API", ports.apiUrl().toString());
        int router = ports.router().getPort();
        variables.put(
                "PLANT_CONSOLE_ROUTER",
                router == HTTPS ? "https://127.0.0.1/metal/" : "https://127.0.0.1:%d/metal/".formatted(router));
        var folder = box.host().given("plant-console");
        // The API fills it once it runs; the container has it from its start.
        var federation = box.host().plant().federation();
        for (var each : new Path[] {federation, federation.resolve("console")}) {
            if (!Files.exists(each)) {
                AtomicFile.folder(each, "rwx------");
                box.owners().give(each, Owners.METAL_PLANT);
            }
        }
        var given = new Given(box.owners())
                .secret(folder.resolve("view.key"), keys().hmac().view() + "\n", Owners.METAL_PLANT)
                .environment(box.host().environment("plant-console"), variables);
        return give(given, folder, login);
    }

    private Secrets keys() {
        return new Secrets(box.host().plant().secrets());
    }

    private static boolean give(Given given, Path folder, Optional<BmcLogin> login) {
        var file = folder.resolve(BmcLogin.FILE);
        if (login.isPresent()) {
            return given.secret(file, login.get().text(), Owners.METAL_PLANT).changed();
        }
        boolean gone = Files.exists(file);
        AtomicFile.remove(file);
        return given.changed() || gone;
    }
}
