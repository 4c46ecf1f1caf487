package metalplant.bootstrap.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl recovery}. */
@Command(
        name = "recovery",
        synopsisSubcommandLabel = "(status | renew)",
        description = {
            "The recovery key of a plant: 17 words that open its backups. Made at the first start and shown once; the plant keeps the public"
                    + " half. Not to be confused with the recovery words of a federation, which its first invite shows.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl recovery status",
            "  ./plantctl recovery renew        new words; backups made up to now still need the old ones"
        })
public final class RecoveryCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private RecoveryCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new RecoveryCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new Status(world, screen))
                .addSubcommand(new Renew(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }

    /** What a person sees once, in lines of a few words each. */
    public static String panel(List<String> words) {
        var lines = new ArrayList<String>();
        lines.add(
                "Recovery words of this plant, shown only now: write them down and keep them away from this machine.");
        lines.add("Without them no backup can be restored on new hardware; with them and a backup anybody can.");
        lines.add("");
        for (int i = 0; i < words.size(); i += 6) {
            var line = new StringBuilder("  ");
            for (int j = i; j < Math.min(i + 6, words.size()); j++) {
                line.append("%3d. %-8s".formatted(j + 1, words.get(j)));
            }
            lines.add(line.toString().stripTrailing());
        }
        return String.join(System.lineSeparator(), lines);
    }

    /** {@code plantctl recovery status}. */
    @Command(
            name = "status",
            description = {"Whether the plant has a recovery key, and its public half.", ""},
            footerHeading = "%nExamples:%n",
            footer = "  ./plantctl recovery status")
    static final class Status extends OnFolder implements Callable<Integer> {
        Status(World world, Screen screen) {
            super(world, screen);
        }

        /** What is known of the key. */
        record Facts(
                boolean present,
                @Nullable String key,
                @Nullable String plant) {}

        @Override
        public Integer call() {
            plant();
            var card = keys().card();
            var line = new Facts(
                    card.isPresent(),
                    card.map(each -> each.key().raw().hex()).orElse(null),
                    card.map(each -> each.plantId().text()).orElse(null));
            if (json()) {
                printed(line);
            } else if (line.present()) {
                screen.say("  recovery key %s of plant %s".formatted(line.key(), line.plant()));
            } else {
                screen.say("  no recovery key, so no backups: ./plantctl recovery renew");
            }
            return line.present() ? 0 : 1;
        }
    }

    /** {@code plantctl recovery renew}. */
    @Command(
            name = "renew",
            description = {
                "Makes a new recovery key and shows its words, once. Later backups are sealed to it; the ones made up to now still need"
                        + " the old words. For words that were lost, or seen by somebody.",
                ""
            },
            footerHeading = "%nExamples:%n",
            footer = "  ./plantctl recovery renew --yes")
    static final class Renew extends OnFolder implements Callable<Integer> {
        @Option(names = "--yes", description = "Do not ask.")
        boolean yes;

        Renew(World world, Screen screen) {
            super(world, screen);
        }

        /** The words, once. */
        record Words(List<String> words, String key) {}

        @Override
        public Integer call() {
            plant();
            var keys = keys();
            if (keys.card().isPresent() && !yes && !screen.agrees("Backups from now on need new words. Go on?")) {
                screen.say("  nothing was done; --yes says it without being asked");
                return 1;
            }
            var fresh = keys.fresh();
            if (json()) {
                printed(new Words(fresh.words(), fresh.card().key().raw().hex()));
            } else {
                screen.say(panel(fresh.words()));
            }
            fresh.keep();
            return 0;
        }
    }
}
