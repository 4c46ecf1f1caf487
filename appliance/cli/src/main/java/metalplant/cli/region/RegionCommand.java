package metalplant.cli.region;

import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.region.RegionRequest;
import metalplant.wire.region.RegionResponse;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code plantctl region}. */
@Command(
        name = "region",
        synopsisSubcommandLabel = "(create | list | describe | update | delete)",
        description = {
            "Regions: the largest places, each with zones. They are shared by all plants of a federation.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl region create eu-central --name 'Central Europe'",
            "  ./plantctl zone create fra --region eu-central",
            "  ./plantctl partition zone fra_eqx_01 fra"
        })
public final class RegionCommand implements Runnable {
    private static final String PATH = "v1/region";

    private CommandLine self = new CommandLine(this);

    private RegionCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new RegionCommand();
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

        final int shown(RegionResponse region) {
            if (json()) {
                return printed(region);
            }
            row(region);
            return 0;
        }

        final void row(RegionResponse region) {
            screen.say("  %-20s %-24s %s".formatted(region.id(), region.name(), region.description()));
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
            description = {"Makes a region.", ""},
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl region create eu-central --name 'Central Europe'")
    private static final class Create extends One {
        @Mixin
        Described described = new Described();

        Create(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            var request = new RegionRequest(id, described.name, described.description, described.labels);
            return with(calls -> shown(calls.put(PATH, request, RegionResponse.class)));
        }
    }

    @Command(
            name = "list",
            description = {"Lists all regions, of other plants too.", ""},
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl region list -o json")
    private static final class ListAll extends About {
        ListAll(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            return with(calls -> {
                var all = List.of(calls.get(PATH, RegionResponse[].class));
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
            description = {"Shows one region.", ""},
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl region describe eu-central")
    private static final class Describe extends One {
        Describe(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            return with(calls -> shown(calls.get(PATH + "/" + id, RegionResponse.class)));
        }
    }

    @Command(
            name = "update",
            description = {"Changes a region; what is not named stays.", ""},
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl region update eu-central --description 'all sites near Frankfurt'")
    private static final class Update extends One {
        @Mixin
        Described described = new Described();

        Update(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            var request = new RegionRequest(id, described.name, described.description, described.labels);
            return with(calls -> shown(calls.post(PATH, request, RegionResponse.class)));
        }
    }

    @Command(
            name = "delete",
            description = {"Removes a region that nothing refers to.", ""},
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl region delete eu-central")
    private static final class Delete extends One {
        Delete(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        public Integer call() {
            return with(calls -> shown(calls.delete(PATH + "/" + id, RegionResponse.class)));
        }
    }
}
