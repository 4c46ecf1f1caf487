package metalplant.bootstrap;

import metalplant.model.SystemWorld;

/** The commands of {@code ./plant} around a server that is not the real one. */
public final class FakePlant {
    private FakePlant() {}

    public static void main(String[] arguments) {
        LogSetup.toTerminal();
        System.exit(
                PlantCommand.commandLine(new FakeMetalApi(), new SystemWorld()).execute(arguments));
    }
}
