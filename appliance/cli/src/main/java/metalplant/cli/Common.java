package metalplant.cli;

import java.util.function.Function;
import metalplant.cli.api.PlantApi;
import metalplant.cli.api.SignedToken;
import metalplant.model.World;
import metalplant.wire.WireJson;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands have: which plant, and in which form the answer is printed. */
public abstract class Common {
    /** Forms of an answer. */
    public enum Form {
        text,
        json
    }

    @Mixin
    PlantOption plant = new PlantOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "text or json. Default: text.")
    Form output = Form.text;

    protected final World world;
    protected final Screen screen;

    protected Common(World world, Screen screen) {
        this.world = world;
        this.screen = screen;
    }

    protected final Calls calls() {
        return new Calls(plant.connect(world));
    }

    /** The same without types, for documents that are passed on. */
    protected final PlantApi api() {
        return plant.connect(world);
    }

    /** Shows a plant who its admin is, once. */
    protected final SignedToken token() {
        return SignedToken.of(plant.signer(), world);
    }

    /** Runs one command with a connection. */
    protected final int with(Function<Calls, Integer> work) {
        try (var calls = calls()) {
            return work.apply(calls);
        }
    }

    /** Where progress is told: beside the answer, if that is for a program. */
    protected final Screen progress() {
        return json() ? new Screen(System.err, screen.answers(), screen.interactive()) : screen;
    }

    /** Whether the plant was named by its address. */
    protected final boolean remote() {
        return plant.isRemote();
    }

    protected final boolean json() {
        return output == Form.json;
    }

    protected final int printed(Object answer) {
        screen.say(WireJson.text(answer));
        return 0;
    }
}
