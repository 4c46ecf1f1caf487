package metalplant.cli.federation;

import java.util.List;
import metalplant.cli.Screen;

/** The words on paper. They are asked for, because what stands on a command line can be read by others. */
final class RecoveryWords {
    private RecoveryWords() {}

    static List<String> asked(Screen screen) {
        return List.of(screen.asked("Recovery words of the federation:").split("\\s+"));
    }
}
