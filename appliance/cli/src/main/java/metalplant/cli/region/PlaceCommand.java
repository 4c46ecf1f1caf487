package metalplant.cli.region;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What {@code plantctl region} and {@code plantctl zone} do alike: create, list, describe, update, delete. */
final class PlaceCommand {
    private PlaceCommand() {}

    /**
     * A kind of place.
     *
     * @param path of its calls
     * @param one what a call answers with
     * @param all what the list answers with
     * @param row one of them as a line
     * @param made the options of {@code create}, new each time
     * @param request what is sent, of an id and the options of {@code create} or {@code update}
     * @param examples by subcommand
     */
    record Kind<T>(
            String path,
            Class<T> one,
            Class<T[]> all,
            Function<T, String> row,
            Described made,
            BiFunction<String, Described, Object> request,
            Map<String, String> examples) {}

    /** Adds the subcommands, each with its example. */
    static <T> CommandLine with(CommandLine line, Kind<T> kind, World world, Screen screen) {
        for (var each : List.of(
                new CommandLine(new Create<>(kind, world, screen)).addMixin("described", kind.made()),
                new CommandLine(new ListAll<>(kind, world, screen)),
                new CommandLine(new Describe<>(kind, world, screen)),
                new CommandLine(new Update<>(kind, world, screen)),
                new CommandLine(new Delete<>(kind, world, screen)))) {
            var name = each.getCommandName();
            each.getCommandSpec()
                    .usageMessage()
                    .footerHeading("%nExample:%n")
                    .footer("  ./plantctl " + kind.examples().get(name));
            line.addSubcommand(name, each);
        }
        return line;
    }

    private abstract static class About<T> extends Common implements Callable<Integer> {
        final Kind<T> kind;

        About(Kind<T> kind, World world, Screen screen) {
            super(world, screen);
            this.kind = kind;
        }

        final int shown(T place) {
            if (json()) {
                return printed(place);
            }
            row(place);
            return 0;
        }

        final void row(T place) {
            screen.say(kind.row().apply(place));
        }
    }

    private abstract static class One<T> extends About<T> {
        @Parameters(paramLabel = "ID", description = "Its id.")
        String id = "";

        One(Kind<T> kind, World world, Screen screen) {
            super(kind, world, screen);
        }

        final String path() {
            return kind.path() + "/" + id;
        }
    }

    @Command(
            name = "create",
            description = {"Makes a ${PARENT-COMMAND-NAME}.", ""})
    private static final class Create<T> extends One<T> {
        Create(Kind<T> kind, World world, Screen screen) {
            super(kind, world, screen);
        }

        @Override
        public Integer call() {
            var request = kind.request().apply(id, kind.made());
            return with(calls -> shown(calls.put(kind.path(), request, kind.one())));
        }
    }

    @Command(
            name = "list",
            description = {"Lists every ${PARENT-COMMAND-NAME}, of other plants too.", ""})
    private static final class ListAll<T> extends About<T> {
        ListAll(Kind<T> kind, World world, Screen screen) {
            super(kind, world, screen);
        }

        @Override
        public Integer call() {
            return with(calls -> {
                var all = List.of(calls.get(kind.path(), kind.all()));
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
            description = {"Shows one ${PARENT-COMMAND-NAME}.", ""})
    private static final class Describe<T> extends One<T> {
        Describe(Kind<T> kind, World world, Screen screen) {
            super(kind, world, screen);
        }

        @Override
        public Integer call() {
            return with(calls -> shown(calls.get(path(), kind.one())));
        }
    }

    @Command(
            name = "update",
            description = {"Changes a ${PARENT-COMMAND-NAME}; what is not named stays.", ""})
    private static final class Update<T> extends One<T> {
        @Mixin
        Described described = new Described();

        Update(Kind<T> kind, World world, Screen screen) {
            super(kind, world, screen);
        }

        @Override
        public Integer call() {
            var request = kind.request().apply(id, described);
            return with(calls -> shown(calls.post(kind.path(), request, kind.one())));
        }
    }

    @Command(
            name = "delete",
            description = {"Removes a ${PARENT-COMMAND-NAME} that nothing refers to.", ""})
    private static final class Delete<T> extends One<T> {
        Delete(Kind<T> kind, World world, Screen screen) {
            super(kind, world, screen);
        }

        @Override
        public Integer call() {
            return with(calls -> shown(calls.delete(path(), kind.one())));
        }
    }
}
