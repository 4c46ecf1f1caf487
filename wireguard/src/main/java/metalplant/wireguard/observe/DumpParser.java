package metalplant.wireguard.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.wireguard.observe.SeenDevice.SeenPeer;
import metalplant.wireguard.plan.Endpoint;
import metalplant.wireguard.plan.PublicKey;

/**
 * Reads what {@code wg show NAME dump} and {@code wg show all dump} print: lines of fields between tabs, the private key among them.
 * Strict: one odd field spoils all, because acting on a half-understood state is worse than waiting. No message repeats a field.
 */
public final class DumpParser {
    private static final int TEXT_MAX = 1 << 20;
    private static final int LINES_MAX = 10_000;
    private static final int DEVICE_FIELDS = 4;
    private static final int PEER_FIELDS = 8;
    private static final int KEEPALIVE_MAX = 65_535;
    private static final int PORT_MAX = 65_535;
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern MARK = Pattern.compile("off|0x[0-9a-f]{1,8}");
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9+/]{43}=");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_=+.-]{1,15}");
    private static final String NONE = "(none)";

    private DumpParser() {}

    /**
     * One interface.
     *
     * @throws Problem MESH_TOOL_FAILED if the text is anything else
     */
    public static SeenDevice device(String text) {
        return device(lines(text).stream().map(line -> line.split("\t", -1)).toList());
    }

    /**
     * All interfaces, by name.
     *
     * @throws Problem MESH_TOOL_FAILED if the text is anything else
     */
    public static SortedMap<String, SeenDevice> all(String text) {
        var byName = new TreeMap<String, List<String[]>>();
        for (var line : lines(text)) {
            var fields = line.split("\t", -1);
            byName.computeIfAbsent(checked(NAME, fields[0]), _ -> new ArrayList<>())
                    .add(Arrays.copyOfRange(fields, 1, fields.length));
        }
        var devices = new TreeMap<String, SeenDevice>();
        byName.forEach((name, rows) -> devices.put(name, device(rows)));
        return devices;
    }

    private static List<String> lines(String text) {
        if (text.length() > TEXT_MAX) {
            throw odd("it is too long");
        }
        var lines = text.isEmpty() ? List.<String>of() : Arrays.asList(text.split("\n", -1));
        if (lines.size() > LINES_MAX) {
            throw odd("it has too many lines");
        }
        if (!lines.isEmpty() && !lines.getLast().isEmpty()) {
            throw odd("its last line has no end");
        }
        return lines.isEmpty() ? lines : lines.subList(0, lines.size() - 1);
    }

    private static SeenDevice device(List<String[]> rows) {
        if (rows.isEmpty() || rows.getFirst().length != DEVICE_FIELDS) {
            throw odd("the line of the interface is missing");
        }
        var head = rows.getFirst();
        checkSecret(head[0]);
        checked(MARK, head[3]);
        var key = key(head[1]);
        int port = (int) number(head[2], PORT_MAX);
        var peers = rows.stream().skip(1).map(DumpParser::peer).toList();
        var seen = new HashSet<PublicKey>();
        for (var peer : peers) {
            if (!seen.add(peer.key())) {
                throw odd("a peer is there twice");
            }
        }
        return new SeenDevice(key, port, peers);
    }

    private static SeenPeer peer(String[] fields) {
        if (fields.length != PEER_FIELDS) {
            throw odd("the line of a peer has %d fields".formatted(fields.length));
        }
        checkSecret(fields[1]);
        return new SeenPeer(
                key(fields[0]).orElseThrow(() -> odd("a peer has no key")),
                endpoint(fields[2]),
                allowed(fields[3]),
                number(fields[4], Long.MAX_VALUE),
                number(fields[5], Long.MAX_VALUE),
                number(fields[6], Long.MAX_VALUE),
                fields[7].equals("off") ? 0 : (int) number(fields[7], KEEPALIVE_MAX));
    }

    private static void checkSecret(String field) {
        if (!field.equals(NONE)) {
            checked(SECRET, field);
        }
    }

    private static Optional<PublicKey> key(String field) {
        if (field.equals(NONE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PublicKey(field));
        } catch (Problem e) {
            throw odd("a public key is none").because(e);
        }
    }

    private static Optional<Endpoint.SocketAddress> endpoint(String field) {
        if (field.equals(NONE)) {
            return Optional.empty();
        }
        int colon = field.lastIndexOf(':');
        if (colon < 0) {
            throw odd("an endpoint has no port");
        }
        var host = field.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        var address = IpAddress.tryParse(bracketed ? withoutZone(host.substring(1, host.length() - 1)) : host)
                .filter(found -> (found.family() == AddressFamily.IPV6) == bracketed)
                .orElseThrow(() -> odd("the address of an endpoint is none"));
        return Optional.of(new Endpoint.SocketAddress(address, (int) number(field.substring(colon + 1), PORT_MAX)));
    }

    private static String withoutZone(String host) {
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }

    private static List<Cidr> allowed(String field) {
        if (field.equals(NONE)) {
            return List.of();
        }
        return Arrays.stream(field.split(",", -1))
                .map(each -> Cidr.tryParse(each).orElseThrow(() -> odd("an allowed range is none")))
                .toList();
    }

    private static long number(String field, long max) {
        long value = Long.parseLong(checked(NUMBER, field));
        if (value > max) {
            throw odd("a number is too large");
        }
        return value;
    }

    private static String checked(Pattern form, String field) {
        if (!form.matcher(field).matches()) {
            throw odd("a field does not have the form that wg gives it");
        }
        return field;
    }

    private static Problem odd(String why) {
        return Problem.of(ProblemCode.MESH_TOOL_FAILED, "the dump of wg is not understood: " + why);
    }
}
