package metalplant.model.peering;

import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.model.ip.IpAddress;

/**
 * A session with a neighbour outside, and the link under it.
 *
 * @param localAs AS that the neighbour sees
 * @param local address of the exit
 * @param port of the exit, as {@code Ethernet0}
 * @param switchId the exit
 * @param remote address of the neighbour
 * @param length bits of the prefix that both addresses are in
 */
public record Bgp(
        long localAs, IpAddress local, String port, String switchId, long remoteAs, IpAddress remote, int length) {
    private static final Pattern PORT = Pattern.compile("([A-Za-z0-9/_.-]{1,32})@([A-Za-z0-9_.-]{1,128})");

    /** One end as it is written down; absent texts are "". */
    public record End(long as, String cidr, String port) {}

    /** An address, with the length of its prefix if somebody wrote one. */
    private record Written(IpAddress address, Optional<Integer> length) {}

    /**
     * Reads both ends. One of them may leave the length out if the other one has it.
     *
     * @throws metalplant.model.Problem RULE_VIOLATED with the rule: {@code port}, {@code cidr}, {@code cidr-length}
     */
    public static Bgp read(End local, End remote) {
        var port = PORT.matcher(local.port());
        if (!port.matches()) {
            throw PeeringRules.refused(
                    "port",
                    "the local port must be a port of an exit, as Ethernet0@exit01, not \"%s\"",
                    shown(local.port()));
        }
        var here = written("local", local.cidr());
        var there = written("remote", remote.cidr());
        int length = here.length()
                .or(there::length)
                .orElseThrow(() -> PeeringRules.refused(
                        "cidr-length",
                        "neither the local nor the remote CIDR says how long their prefix is: write %s/30 or /31",
                        here.address()));
        if (there.length().filter(other -> other != length).isPresent()) {
            throw PeeringRules.refused(
                    "cidr-length", "the local and the remote CIDR have different lengths, though both are one link");
        }
        return new Bgp(local.as(), here.address(), port.group(1), port.group(2), remote.as(), there.address(), length);
    }

    private static Written written(String end, String text) {
        int slash = text.indexOf('/');
        var address = IpAddress.tryParse(slash < 0 ? text : text.substring(0, slash));
        var bits = slash < 0 ? "" : text.substring(slash + 1);
        if (address.isEmpty() || (slash >= 0 && !bits.matches("[0-9]{1,3}"))) {
            throw PeeringRules.refused(
                    "cidr",
                    "the %s CIDR must be an address with a length, as 172.16.0.1/30, not \"%s\"",
                    end,
                    shown(text));
        }
        return new Written(address.get(), slash < 0 ? Optional.empty() : Optional.of(Integer.valueOf(bits)));
    }

    private static String shown(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "..." : text;
    }

    public String localCidr() {
        return local + "/" + length;
    }

    public String remoteCidr() {
        return remote + "/" + length;
    }

    /** As in the request: {@code Ethernet0@exit01}. */
    public String portAtSwitch() {
        return port + "@" + switchId;
    }
}
