package metalplant.bootstrap.switches;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.boot.switches.Journal;
import metalplant.boot.switches.Progress;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.plan.DhcpConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl switch list}. */
@Command(
        name = "list",
        description = {
            "Shows how far each switch is: waiting (it never asked), installing (ONIE was given its installer), provisioning (its ZTP has"
                    + " begun), configured (it was given its configuration and told nothing yet), ready, failed; and which other switches ask.",
            "",
            "Exit status: 0 all are ready, 1 not all are.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  plantctl switch list", "  plantctl switch list -o json"})
final class SwitchListCommand extends OnSwitches implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int SIZE_MAX = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--boot-server",
            paramLabel = "URL",
            description = "The boot server, which knows who else asks. Default: ${DEFAULT-VALUE}")
    URI bootServer = URI.create("http://127.0.0.1:" + DhcpConfig.SCRIPTS);

    SwitchListCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** One switch and how far it is. */
    record State(Line plan, String state, Progress.Steps steps) {}

    /**
     * The whole answer.
     *
     * @param agent whether ZTP installs one
     * @param strangers who asked and is not served; empty if the boot server cannot be asked
     */
    record Answer(List<State> switches, boolean agent, boolean bootServerAnswers, List<Journal.Stranger> strangers) {}

    @Override
    public Integer call() {
        var accepted = PlannedSwitches.accepted(plan(), files());
        var progress = Journal.read(files().progress());
        var states = accepted.map(each -> lines(each, accepted)).orElse(List.of()).stream()
                .map(each -> new State(each, progress.of(each.name()).state(), progress.of(each.name())))
                .toList();
        var strangers = strangers();
        var answer = new Answer(states, hasAgent(), strangers.isPresent(), strangers.orElse(List.of()));
        if (json()) {
            printed(answer);
        } else {
            tellAll(answer);
        }
        return states.stream().allMatch(each -> each.state().equals("ready")) ? 0 : 1;
    }

    private void tellAll(Answer answer) {
        if (answer.switches().isEmpty()) {
            screen.say("  no switches were taken: plantctl switch apply switches.yaml");
        }
        for (var each : answer.switches()) {
            screen.say("  %-16s %-5s %-15s %-13s %s"
                    .formatted(
                            each.plan().name(),
                            each.plan().role(),
                            each.plan().address(),
                            each.state(),
                            each.steps().detail()));
            if (!each.plan().missing().isEmpty()) {
                screen.say("    the image store lacks " + each.plan().missing());
            }
        }
        if (!answer.agent() && !answer.switches().isEmpty()) {
            screen.say("  no agent is installed on them: the image store has no switch/agent.run");
        }
        answer.strangers()
                .forEach(each -> screen.say("  not served: %s %s %s: %s, last %s"
                        .formatted(each.mac(), each.address(), each.says(), each.why(), each.last())));
        if (!answer.bootServerAnswers()) {
            screen.say("  the boot server does not answer, so nobody knows who else asks");
        }
    }

    private Optional<List<Journal.Stranger>> strangers() {
        try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var request = HttpRequest.newBuilder(bootServer.resolve("/switches"))
                    .timeout(PATIENCE)
                    .build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (var body = answer.body()) {
                if (answer.statusCode() != 200) {
                    return Optional.empty();
                }
                var strangers = new ArrayList<Journal.Stranger>();
                for (JsonNode each : JSON.readTree(body.readNBytes(SIZE_MAX)).path("strangers")) {
                    strangers.add(JSON.treeToValue(each, Journal.Stranger.class));
                }
                return Optional.of(List.copyOf(strangers));
            }
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
