package metalplant.bootstrap.switches;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import metalplant.boot.switches.KnownSwitch;
import metalplant.fabric.cabling.Cabling;
import metalplant.fabric.cabling.CablingReader;
import metalplant.fabric.config.AgentEnvironment;
import metalplant.fabric.config.FabricConfigs;
import metalplant.fabric.config.FabricConfigs.SwitchConfig;
import metalplant.fabric.number.Numbers;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.plan.DhcpConfig;
import metalplant.plan.Finding;
import metalplant.plan.ManagementDhcp;
import metalplant.plan.PlantPlan;

/**
 * Switches with their numbers and configurations.
 *
 * @param text of the cabling
 */
public record PlannedSwitches(
        PlantPlan plan, String text, Cabling cabling, Numbers numbers, List<SwitchConfig> configs) {
    private static final int SIZE_MAX = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    public PlannedSwitches {
        configs = List.copyOf(configs);
    }

    /** @throws Problem BAD_REQUEST with everything that is wrong, a line for each; RULE_VIOLATED if there is no room for all */
    public static PlannedSwitches of(PlantPlan plan, String text, Numbers before) {
        return switch (CablingReader.read(text, plan)) {
            case CablingReader.Result.Good good -> {
                var numbers = before.assign(good.cabling());
                yield new PlannedSwitches(
                        plan, text, good.cabling(), numbers, FabricConfigs.of(plan, good.cabling(), numbers));
            }
            case CablingReader.Result.Bad bad ->
                throw Problem.bad(bad.findings().stream()
                        .map(Finding::text)
                        .collect(Collectors.joining("\n  ", "not accepted:\n  ", "")));
        };
    }

    /** Those that were accepted; empty if none were. @throws Problem as {@link #of}, if files were changed by hand */
    public static Optional<PlannedSwitches> accepted(PlantPlan plan, SwitchFiles files) {
        return Files.exists(files.cabling())
                ? Optional.of(of(plan, read(files.cabling()), numbers(files)))
                : Optional.empty();
    }

    /** The numbers that were given so far. */
    public static Numbers numbers(SwitchFiles files) {
        return Files.exists(files.numbers()) ? Numbers.of(AtomicFile.read(files.numbers())) : Numbers.NONE;
    }

    /** The text of an operator's file. @throws Problem BAD_REQUEST if it cannot be read */
    public static String read(Path file) {
        try {
            if (Files.size(file) > SIZE_MAX) {
                throw Problem.bad("%s is larger than 64 KiB".formatted(file));
            }
            return new String(Files.readAllBytes(file), UTF_8);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e.getMessage()))
                    .because(e);
        }
    }

    /** Writes them down as accepted: numbers first, so that none of them can be given twice. */
    public void accept(SwitchFiles files) {
        AtomicFile.folder(files.folder(), "rwxr-xr-x");
        AtomicFile.write(files.numbers(), numbers.text(), AtomicFile.PUBLIC);
        AtomicFile.write(files.cabling(), text, AtomicFile.PUBLIC);
    }

    /** As dnsmasq knows them. */
    public List<ManagementDhcp.Host> hosts() {
        return configs.stream()
                .map(SwitchConfig::of)
                .map(each -> new ManagementDhcp.Host(each.name(), each.mac(), each.address()))
                .toList();
    }

    /** The file that the boot server is given. */
    public String served() {
        return text(new KnownSwitch.All(
                plan.sshKeys(),
                configs.stream()
                        .map(each -> new KnownSwitch(
                                each.of().name(),
                                each.of().role().word(),
                                each.of().mac(),
                                each.of().serial(),
                                each.of().address().toString(),
                                each.of().hardware().platform(),
                                each.of().hardware().installer(),
                                each.configDb(),
                                each.frr(),
                                AgentEnvironment.of(plan, cabling, each.of(), each.identity(), DhcpConfig.SCRIPTS)))
                        .toList()));
    }

    private static String text(KnownSwitch.All all) {
        try {
            return JSON.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("switches cannot be written", e);
        }
    }
}
