package metalplant.rack.plant;

import java.util.Optional;
import java.util.function.Consumer;
import metalplant.rack.inventory.ServerSpec;
import metalplant.rack.plant.Outcome.Done;
import metalplant.rack.time.Loop;

/**
 * What one server asks the plant from its first DHCP request to the reboot into its installed system. Every answer comes
 * on the loop, exactly once, also after a failure.
 */
public interface BootPlant {
    /** Boot firmware: a ProxyDHCP discover that carried the server's uuid. */
    void dhcp(ServerSpec server, Consumer<Outcome<Done>> answer);

    /** Boot loader: kernel, initrd and command line for a mac. */
    void boot(ServerSpec server, Consumer<Outcome<Done>> answer);

    /** Installer: its own certificate and key. Answers at once where the partition's shared ones are used. */
    void lease(ServerSpec server, Consumer<Outcome<Done>> answer);

    /** Installer: a provisioning event. */
    void event(ServerSpec server, String event, String message, Consumer<Outcome<Done>> answer);

    /** Installer: the BMC's super user password, empty if there is none. */
    void superUserPassword(ServerSpec server, Consumer<Outcome<String>> answer);

    /** Installer: the inventory, with the BMC password that it has just set. */
    void register(ServerSpec server, String bmcPassword, Consumer<Outcome<Done>> answer);

    /** Installer: what the plant holds for this server; empty while it is nobody's. */
    void allocation(ServerSpec server, Consumer<Outcome<Optional<Allocation>>> answer);

    /** Installer: waits until allocated. Done is the clean end of the stream; a cancelled wait does not answer. */
    Loop.Cancel waitForAllocation(ServerSpec server, Consumer<Outcome<Done>> answer);

    /** Installer: the system is on the disk. */
    void report(ServerSpec server, String consolePassword, Consumer<Outcome<Done>> answer);

    /** Installer: a reinstallation failed. Answers whether there is an old system to boot. */
    void abortReinstall(ServerSpec server, boolean diskWiped, Consumer<Outcome<Boolean>> answer);

    /** The installer of this server is gone: what was held for it can be let go. */
    void leave(ServerSpec server);
}
