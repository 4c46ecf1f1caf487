package metalplant.console;

import java.util.concurrent.Phaser;
import java.util.function.Function;
import metalplant.console.access.AdminTokens;
import metalplant.console.access.Audit;
import metalplant.console.line.FarEnd;
import metalplant.console.line.Lines;
import metalplant.console.machine.ConsoleMachine;
import metalplant.console.machine.MachineBook;

/**
 * What every session needs.
 *
 * @param ends where the console of a machine of this plant is
 * @param forwarder the way to those of other plants
 * @param visits has a party for each session, so that the end of the service waits until the end of each is written down
 */
public record Consoles(
        MachineBook book,
        AdminTokens tokens,
        Lines lines,
        Function<ConsoleMachine, FarEnd> ends,
        Forwarder forwarder,
        Audit audit,
        Phaser visits) {}
