package metalplant.cli.federation;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.federation.JoinAnswers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl federation answer}. */
@Command(
        name = "answer",
        description = {
            "Says what a join cannot know, before it begins: join-federation --plan-only shows where that is needed. Without options"
                    + " it shows what was said.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  ./plantctl federation answer")
final class AnswerCommand extends Common implements Callable<Integer> {
    @Option(
            names = "--same-tenant",
            paramLabel = "ID",
            description =
                    "The federation's tenant with this id is the same customer: at the join the tenant of this plant becomes that"
                            + " one, with all its projects. Otherwise it is renamed if they differ.")
    List<String> sameTenants = List.of();

    @Option(
            names = "--local-only",
            paramLabel = "NETWORK",
            description =
                    "This network is never announced outside of this plant: its prefixes and addresses are not compared with"
                            + " those of others, and not shared.")
    List<String> localNetworks = List.of();

    @Option(names = "--undo", description = "Take back what the other options name.")
    boolean undo;

    AnswerCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            boolean asks = sameTenants.isEmpty() && localNetworks.isEmpty();
            var said = asks
                    ? calls.get("v1/federation/answer", JoinAnswers.class)
                    : calls.post(
                            "v1/federation/answer",
                            new JoinAnswers(sameTenants, localNetworks, undo),
                            JoinAnswers.class);
            if (json()) {
                return printed(said);
            }
            screen.say("  same customers: " + shown(said.sametenants()));
            screen.say("  local networks: " + shown(said.localnetworks()));
            return 0;
        });
    }

    private static String shown(@org.jspecify.annotations.Nullable List<String> ids) {
        var all = Objects.requireNonNullElse(ids, List.<String>of());
        return all.isEmpty() ? "none" : String.join(", ", all);
    }
}
