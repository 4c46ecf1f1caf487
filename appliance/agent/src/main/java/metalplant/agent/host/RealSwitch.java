package metalplant.agent.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import metalplant.agent.AgentConfig;
import metalplant.fabric.engine.DbStep;
import metalplant.fabric.engine.PortNames;
import metalplant.fabric.engine.Rows;
import metalplant.fabric.engine.SwitchOs;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** The switch itself: programs of FRR and LLDP, Redis, files. */
public final class RealSwitch implements SwitchHost {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path NET = Path.of("/sys/class/net");
    private static final Path INTERFACES = Path.of("/etc/network/interfaces");
    private static final int NEIGHBOURS_MAX = 1024;

    private final AgentConfig config;
    private final Commands commands;
    private final ConfigDb configDb;

    public RealSwitch(AgentConfig config) {
        this.config = config;
        this.commands = new Commands(config.commandTimeout());
        this.configDb = new ConfigDb(config.redis());
    }

    @Override
    public Map<String, Boolean> ports() {
        var found = new TreeMap<String, Boolean>(PortNames.ORDER);
        names().forEach(name -> found.put(name, isUp(name)));
        return found;
    }

    private List<String> names() {
        if (config.box().os() == SwitchOs.SONIC) {
            return configDb.read().rows().byKey().keySet().stream()
                    .filter(each -> each.startsWith("PORT|"))
                    .map(each -> each.substring("PORT|".length()))
                    .toList();
        }
        try (Stream<Path> devices = Files.list(NET)) {
            return devices.map(each -> String.valueOf(each.getFileName()))
                    .filter(each -> each.matches("swp[0-9]+(s[0-9]+)?"))
                    .toList();
        } catch (IOException e) {
            throw failed(NET.toString(), e);
        }
    }

    private static boolean isUp(String port) {
        try {
            return Files.readString(NET.resolve(port).resolve("operstate"))
                    .strip()
                    .equals("up");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Optional<String> frrFile() {
        try {
            return Files.exists(config.frrFile()) ? Optional.of(Files.readString(config.frrFile())) : Optional.empty();
        } catch (IOException e) {
            throw failed(config.frrFile().toString(), e);
        }
    }

    @Override
    public void dryRun(String frr) {
        var next = beside(".tmp");
        write(next, frr);
        var result = commands.run(with(config.vtysh(), "-C", "-f", inside(next)));
        if (result.status() != 0) {
            throw Problem.refused("vtysh does not take the configuration: " + result.tail());
        }
    }

    @Override
    public void reload(String frr) {
        var next = beside(".tmp");
        write(next, frr);
        try {
            if (Files.exists(config.frrFile())) {
                Files.copy(config.frrFile(), beside(".bak"), StandardCopyOption.REPLACE_EXISTING);
            }
            DurableFile.move(next, config.frrFile());
        } catch (IOException e) {
            throw failed(config.frrFile().toString(), e);
        }
        var result = commands.run(with(config.reload(), inside(config.frrFile())));
        if (result.status() != 0) {
            throw Problem.of(ProblemCode.TOO_BUSY, "FRR did not take the configuration over: " + result.tail());
        }
    }

    private Path beside(String ending) {
        return config.frrFile().resolveSibling(config.frrFile().getFileName() + ending);
    }

    private String inside(Path file) {
        return config.frrFolder() + "/" + file.getFileName();
    }

    private static void write(Path file, String text) {
        try {
            DurableFile.write(file, text);
        } catch (IOException e) {
            throw failed(file.toString(), e);
        }
    }

    private static Problem failed(String what, IOException e) {
        return Problem.of(ProblemCode.TOO_BUSY, what + ": " + e.getMessage()).because(e);
    }

    private static List<String> with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toList();
    }

    @Override
    public Database database() {
        return config.box().os() == SwitchOs.SONIC ? configDb.read() : new Database(Rows.NONE, "");
    }

    @Override
    public void change(List<DbStep> steps) {
        configDb.change(steps);
    }

    @Override
    public void interfaces(String file) {
        write(INTERFACES, file);
        var result = commands.run(List.of("ifreload", "-a"));
        if (result.status() != 0) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the interfaces were not taken over: " + result.tail());
        }
    }

    @Override
    public boolean hasVnis(List<Integer> vnis) {
        var known = show("show evpn vni json");
        return vnis.stream()
                .map(each -> known.path(String.valueOf(each)).path("tenantVrf").asText("Unknown"))
                .noneMatch("Unknown"::equals);
    }

    @Override
    public JsonNode show(String command) {
        return json(with(config.vtysh(), "-c", command));
    }

    private JsonNode json(List<String> command) {
        var result = commands.run(command);
        try {
            if (result.status() == 0) {
                return Optional.ofNullable(JSON.readTree(result.output()))
                        .orElseThrow(() -> new IOException("nothing"));
            }
        } catch (IOException e) {
            throw Problem.of(
                            ProblemCode.TOO_BUSY,
                            "%s answers what is no JSON: %s".formatted(command.getLast(), result.tail()))
                    .because(e);
        }
        throw Problem.of(ProblemCode.TOO_BUSY, "%s: %s".formatted(command.getLast(), result.tail()));
    }

    @Override
    public List<Neighbour> neighbours() {
        var found = new ArrayList<Neighbour>();
        var list = json(config.lldp()).path("lldp").path("interface");
        // One is an object, several are a list of objects.
        (list.isArray() ? list : JSON.createArrayNode().add(list))
                .forEach(each -> each.properties()
                        .forEach(port -> port.getValue()
                                .path("chassis")
                                .properties()
                                .forEach(chassis -> {
                                    if (found.size() < NEIGHBOURS_MAX) {
                                        found.add(new Neighbour(
                                                port.getKey(),
                                                chassis.getKey(),
                                                chassis.getValue().path("descr").asText("")));
                                    }
                                })));
        return found;
    }
}
