package metalplant.wireguard.tools;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import metalplant.model.Problem;

/** Finds out how long a packet may be on its way to an address, with echoes that nobody may cut. */
public final class PathProbe {
    /** Of an echo: the headers of IP and ICMP. */
    private static final int HEADERS_V4 = 28;

    private static final int HEADERS_V6 = 48;

    private final Commands commands;

    public PathProbe(Commands commands) {
        this.commands = commands;
    }

    /**
     * The first of these sizes that passes there and back in one piece.
     *
     * @param sizes of whole packets in bytes, the longest first; each costs a second if it does not pass
     * @return empty if none of them does, which may also mean that nobody answers echoes there
     * @throws Problem MESH_TOOL_FAILED if echoes cannot be sent
     */
    public Optional<Integer> longest(InetAddress to, List<Integer> sizes) {
        return sizes.stream().filter(size -> passes(to, size)).findFirst();
    }

    private boolean passes(InetAddress to, int size) {
        boolean v6 = to instanceof Inet6Address;
        int payload = size - (v6 ? HEADERS_V6 : HEADERS_V4);
        // A size that is longer than the interface lets out ends with an error, as one that is lost on the way ends
        // without an answer.
        return commands.run(
                        List.of(
                                "ping",
                                v6 ? "-6" : "-4",
                                "-n",
                                "-q",
                                "-M",
                                "do",
                                "-c",
                                "2",
                                "-i",
                                "0.2",
                                "-W",
                                "1",
                                "-s",
                                Integer.toString(payload),
                                to.getHostAddress().replaceFirst("%.*$", "")),
                        "")
                .isGood();
    }
}
