package metalplant.console;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import metalplant.console.access.Limits;
import metalplant.console.peer.ForeignFiles;

/**
 * How consoles are served.
 *
 * @param listen for SSH clients
 * @param peers for consoles of other plants; a port of 0 is any
 * @param folder of the host key, of what consoles printed, and of what is written down
 * @param peerFolder where the plant's API says who the others are
 * @param foreign certificates for metal-console and metal-bmc
 * @param ipmitool the program
 * @param linger how long a console stays attached, and is recorded, after the last one has left
 * @param record whether all consoles are attached all the time, so that what they print is kept
 */
public record ConsoleConfig(
        InetSocketAddress listen,
        InetSocketAddress peers,
        Path folder,
        Path peerFolder,
        Optional<ForeignFiles> foreign,
        String ipmitool,
        Duration linger,
        boolean record,
        Limits limits) {}
