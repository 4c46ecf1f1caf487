package metalplant.wireguard.tools;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.wireguard.observe.DumpParser;
import metalplant.wireguard.observe.SeenDevice;

/**
 * Asks {@code wg}. One interface at a time and never "all": the control sockets of every network namespace lie in one folder, so
 * "all" would hand us the keys of other plants on this machine, and would hang when one of theirs hangs.
 */
final class WgTool {
    private static final System.Logger LOG = System.getLogger(WgTool.class.getName());

    private final Commands commands;

    WgTool(Commands commands) {
        this.commands = commands;
    }

    /** What WireGuard says of an interface; nothing if it does not answer, so that the interface is built again. */
    Optional<SeenDevice> device(String link) {
        try {
            var output = commands.run(List.of("wg", "show", link, "dump"), "");
            return output.isGood() ? Optional.of(DumpParser.device(output.text())) : Optional.empty();
        } catch (Problem e) {
            LOG.log(System.Logger.Level.WARNING, "found no answer link={0}: {1}", link, e.getMessage());
            return Optional.empty();
        }
    }

    /** Where the control socket of wireguard-go lies. */
    static Path socket(String link) {
        return Path.of("/var/run/wireguard", link + ".sock");
    }
}
