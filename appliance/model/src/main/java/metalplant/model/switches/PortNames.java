package metalplant.model.switches;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import metalplant.model.Problem;

/**
 * Names of the same front port in the two systems. Both count lines, of which a port has four: SONiC names the first line,
 * Cumulus the port and, where it is broken out, the line in it.
 *
 * @see "metal-api-rest.md 4.12"
 */
public final class PortNames {
    private static final int LINES_PER_PORT = 4;
    private static final Pattern SONIC = Pattern.compile("Ethernet([0-9]{1,5})");
    private static final Pattern CUMULUS = Pattern.compile("swp([1-9][0-9]{0,4})(?:s([0-9]{1,2}))?");

    private PortNames() {}

    /**
     * The names of {@code ports} in another system.
     *
     * @param ports all ports in use: whether a Cumulus port is broken out shows only in its neighbours
     * @throws Problem RULE_VIOLATED for a name that its system cannot have
     */
    public static Map<String, String> translate(Collection<String> ports, String fromVendor, String toVendor) {
        var names = new TreeMap<String, String>();
        if (fromVendor.equals(toVendor)) {
            ports.forEach(port -> names.put(port, port));
            return names;
        }
        var lines = new HashSet<Integer>();
        ports.forEach(port -> lines.add(line(port, fromVendor)));
        ports.forEach(port -> names.put(port, name(line(port, fromVendor), toVendor, lines)));
        return names;
    }

    private static int line(String port, String vendor) {
        return switch (vendor) {
            case Switch.SONIC -> sonicLine(port);
            case Switch.CUMULUS -> cumulusLine(port);
            default -> throw unknownVendor(vendor);
        };
    }

    private static int sonicLine(String port) {
        var matcher = SONIC.matcher(port);
        if (!matcher.matches()) {
            throw Problem.refused("\"%s\" is no port name of SONiC, such as Ethernet0".formatted(port));
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static int cumulusLine(String port) {
        var matcher = CUMULUS.matcher(port);
        if (!matcher.matches()) {
            throw Problem.refused("\"%s\" is no port name of Cumulus, such as swp1 or swp1s0".formatted(port));
        }
        int first = (Integer.parseInt(matcher.group(1)) - 1) * LINES_PER_PORT;
        var broken = matcher.group(2);
        return broken == null ? first : first + Integer.parseInt(broken);
    }

    private static String name(int line, String vendor, Set<Integer> lines) {
        return switch (vendor) {
            case Switch.SONIC -> "Ethernet" + line;
            case Switch.CUMULUS -> cumulusName(line, lines);
            default -> throw unknownVendor(vendor);
        };
    }

    private static String cumulusName(int line, Set<Integer> lines) {
        int port = line / LINES_PER_PORT;
        boolean brokenOut = line % LINES_PER_PORT > 0
                || lines.stream().anyMatch(other -> other != line && other / LINES_PER_PORT == port);
        return brokenOut ? "swp%ds%d".formatted(port + 1, line % LINES_PER_PORT) : "swp" + (port + 1);
    }

    private static Problem unknownVendor(String vendor) {
        return Problem.refused(
                "switch vendor \"%s\" is neither %s nor %s".formatted(vendor, Switch.SONIC, Switch.CUMULUS));
    }
}
