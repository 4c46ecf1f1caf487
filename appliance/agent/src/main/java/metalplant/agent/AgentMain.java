package metalplant.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import metalplant.agent.api.MetalApi;
import metalplant.agent.host.RealSwitch;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;

/** {@code ./plant agent}, and the program on a switch. */
public final class AgentMain {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HELP = """
            Usage: plant agent
            The agent of a leaf or exit, in metal-core's place. It takes metal-core's environment variables (METAL_CORE_...), registers at a
            metal-api, and makes FRR and SONiC's CONFIG_DB, or Cumulus' interfaces, what the plant says. As root, on the switch itself.

            Needed: METAL_CORE_CIDR, _PARTITION_ID, _RACK_ID, _LOOPBACK_IP, _ASN, _HMAC_KEY; _RECONFIGURE_SWITCH=true, or it only looks.
            All of them: docs/agent.md.
            """;

    private AgentMain() {}

    /** Exit status 0 when it was stopped, 1 when it cannot begin, 2 for a wrong call. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        if (arguments.length > 0) {
            boolean asked = arguments.length == 1 && arguments[0].matches("--help|-h");
            (asked ? System.out : System.err).print(HELP);
            return asked ? 0 : 2;
        }
        try {
            var world = new SystemWorld();
            var config = AgentConfig.read(System.getenv(), hostname());
            var version = AgentMain.class.getPackage().getImplementationVersion();
            try (var metrics = new Metrics(config.metricsPort());
                    var agent = new Agent(
                            world,
                            config,
                            new MetalApi(world, config.api(), config.hmacKey(), config.timeout()),
                            new RealSwitch(config),
                            metrics,
                            version == null ? "metal-plant" : "metal-plant " + version,
                            PATIENCE)) {
                agent.run();
            }
        } catch (Problem e) {
            System.err.println("plant agent: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return 0;
        } catch (IOException e) {
            System.err.println("plant agent: " + e);
            return 1;
        }
        return 0;
    }

    private static String hostname() {
        try {
            // The kernel's, whether a resolver knows it or not.
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            throw Problem.refused("this switch has no host name: " + e.getMessage())
                    .because(e);
        }
    }
}
