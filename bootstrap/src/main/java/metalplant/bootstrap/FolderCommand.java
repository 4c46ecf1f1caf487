package metalplant.bootstrap;

import java.nio.file.Path;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.WireJson;
import picocli.CommandLine.Option;

/** What commands have that work on a plant's folder themselves, so that they need no running plant. */
public abstract class FolderCommand {
    /** Forms of an answer. */
    protected enum Form {
        text,
        json
    }

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:PLANT_DATA:-.plant}",
            description = "The plant's folder. Default: ${DEFAULT-VALUE}")
    protected Path data = Path.of(".plant");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "text or json. Default: text.")
    private Form output = Form.text;

    protected final World world;
    protected final Screen screen;

    protected FolderCommand(World world, Screen screen) {
        this.world = world;
        this.screen = screen;
    }

    protected final Folders folders() {
        return new Folders(data.toAbsolutePath().normalize());
    }

    protected final boolean json() {
        return output == Form.json;
    }

    protected final void printed(Object answer) {
        screen.say(WireJson.text(answer));
    }
}
