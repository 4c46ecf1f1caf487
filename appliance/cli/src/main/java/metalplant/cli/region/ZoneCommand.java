package metalplant.cli.region;

import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.region.ZoneRequest;
import metalplant.wire.region.ZoneResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl zone}. */
@Command(
        name = "zone",
        synopsisSubcommandLabel = "(create | list | describe | update | delete)",
        description = {
            "Zones: places of a region that fail alone. A partition lies in one. They are shared by all plants of a federation.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl zone create fra --region eu-central --name Frankfurt",
            "  ./plantctl zone list",
            "  ./plantctl partition zone fra_eqx_01 fra"
        })
public final class ZoneCommand implements Runnable {
    private static final String PATH = "v1/zone";

    private CommandLine self = new CommandLine(this);

    private ZoneCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new ZoneCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new Create(world, screen))
                .addSubcommand(new ListAll(world, screen))
                .addSubcommand(new Describe(world, screen))
                .addSubcommand(new Update(world, screen))
                .addSubcommand(new Delete(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }

    private abstract static class About extends Common implements Callable<Integer> {
        About(World world, Screen screen) {
            super(world, screen);
        }

        final int shown(ZoneResponse zone) {
            if (json()) {
                return printed(zone);
            }
            row(zone);
            return 0;
        }

        final void row(ZoneResponse zone) {
            screen.say("  %-20s %-16s %-24s %s".formatted(zone.id(), zone.regionId(), zone.name(), zone.description()));
        }
    }

    private abstract static class One extends About {
        @Parameters(paramLabel = "ID", description = "Its id.")
        String id = "";

        One(World world, Screen screen) {
            super(world, screen);
        }
    }

    @Command(
            name = "create",
            description = {"Makes a zone.", ""},
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl zone create fra --region eu-central --name Frankfurt")
    private static final class Create extends One {
        @Mixin
        Described described = new Described();

        @Option(names = "--region", paramLabel = "REGION", required = true, description = "Its region.")
        @Nullable
        String region;

        Create(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            var request = new ZoneRequest(id, region, described.name, described.description, described.labels);
            return with(calls -> shown(calls.put(PATH, request, ZoneResponse.class)));
        }
    }

    @Command(
            name = "list",
            description = {"Lists all zones, of other plants too.", ""},
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl zone list -o json")
    private static final class ListAll extends About {
        ListAll(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            return with(calls -> {
                var all = List.of(calls.get(PATH, ZoneResponse[].class));
                if (json()) {
                    return printed(all);
                }
                all.forEach(this::row);
                return 0;
            });
        }
    }

    @Command(
            name = "describe",
            description = {"Shows one zone.", ""},
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl zone describe fra")
    private static final class Describe extends One {
        Describe(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            return with(calls -> shown(calls.get(PATH + "/" + id, ZoneResponse.class)));
        }
    }

    @Command(
            name = "update",
            description = {"Changes a zone; what is not named stays.", ""},
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl zone update fra --label power=a")
    private static final class Update extends One {
        @Mixin
        Described described = new Described();

        Update(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            var request = new ZoneRequest(id, null, described.name, described.description, described.labels);
            return with(calls -> shown(calls.post(PATH, request, ZoneResponse.class)));
        }
    }

    @Command(
            name = "delete",
            description = {"Removes a zone that nothing refers to.", ""},
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl zone delete fra")
    private static final class Delete extends One {
        Delete(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            return with(calls -> shown(calls.delete(PATH + "/" + id, ZoneResponse.class)));
        }
    }
}
