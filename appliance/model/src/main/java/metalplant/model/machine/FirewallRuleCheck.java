package metalplant.model.machine;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import metalplant.model.machine.Allocation.FirewallRules;

/**
 * What a firewall rule must look like.
 *
 * @see "metal-api-rest.md 4.5"
 */
public final class FirewallRuleCheck {
    private static final Pattern COMMENT = Pattern.compile("[a-zA-Z_\\- ]{0,100}");
    private static final int PORT_MAX = 65_535;

    private FirewallRuleCheck() {}

    /** The same rules with protocols in lower case; @throws Problem BAD_REQUEST naming the first fault */
    public static FirewallRules normalise(FirewallRules rules) {
        return new FirewallRules(
                rules.egress().stream().map(FirewallRuleCheck::egress).toList(),
                rules.ingress().stream().map(FirewallRuleCheck::ingress).toList());
    }

    private static FirewallRules.Egress egress(FirewallRules.Egress rule) {
        common(rule.comment(), rule.ports());
        oneFamily(rule.to(), List.of());
        return new FirewallRules.Egress(rule.comment(), protocol(rule.protocol()), rule.ports(), rule.to());
    }

    private static FirewallRules.Ingress ingress(FirewallRules.Ingress rule) {
        common(rule.comment(), rule.ports());
        oneFamily(rule.from(), rule.to());
        return new FirewallRules.Ingress(
                rule.comment(), protocol(rule.protocol()), rule.ports(), rule.to(), rule.from());
    }

    private static String protocol(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "" -> "tcp";
            case "tcp", "udp" -> lower;
            default -> throw Problem.bad("protocol \"%s\" of a firewall rule is neither tcp nor udp".formatted(text));
        };
    }

    private static void common(String comment, List<Integer> ports) {
        if (!COMMENT.matcher(comment).matches()) {
            throw Problem.bad("a comment of a firewall rule has at most 100 letters, blanks, dashes and underscores");
        }
        for (int port : ports) {
            if (port < 0 || port > PORT_MAX) {
                throw Problem.bad("port %d of a firewall rule is not between 0 and 65535".formatted(port));
            }
        }
    }

    private static void oneFamily(List<String> first, List<String> second) {
        long families = java.util.stream.Stream.concat(first.stream(), second.stream())
                .map(Cidr::parse)
                .map(Cidr::family)
                .distinct()
                .count();
        if (families > 1) {
            throw Problem.bad("a firewall rule mixes IPv4 and IPv6, write one rule for each");
        }
    }
}
