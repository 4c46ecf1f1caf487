package metalplant.bootstrap;

import java.nio.file.Files;
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

    /** On a box that is a plant nobody has to say where it is. */
    protected final Folders folders() {
        if (data.equals(Path.of(".plant")) && !Files.exists(data) && Files.isDirectory(Folders.APPLIANCE)) {
            return new Folders(Folders.APPLIANCE);
        }
        return new Folders(data.toAbsolutePath().normalize());
    }

    protected final boolean json() {
        return output == Form.json;
    }

    protected final void printed(Object answer) {
        screen.say(WireJson.text(answer));
    }
}
