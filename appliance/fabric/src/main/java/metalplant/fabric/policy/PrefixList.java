package metalplant.fabric.policy;

import java.util.List;
import metalplant.model.ip.Cidr;

/** Prefixes of both families; what no rule permits is denied. */
public record PrefixList(String name, List<Rule> rules) {
    public PrefixList {
        rules = List.copyOf(rules);
    }

    /**
     * Permits a prefix and what lies in it.
     *
     * @param longest the length up to which it does; at least the prefix's own
     */
    public record Rule(Cidr prefix, int longest) {
        public Rule {
            if (longest < prefix.length() || longest > prefix.family().bits()) {
                throw new IllegalArgumentException("%s up to length %d".formatted(prefix, longest));
            }
        }

        /** Permits it and everything in it. */
        public static Rule within(Cidr prefix) {
            return new Rule(prefix, prefix.family().bits());
        }

        /** Permits it and nothing else. */
        public static Rule exactly(Cidr prefix) {
            return new Rule(prefix, prefix.length());
        }

        boolean permits(Cidr other) {
            return prefix.contains(other) && other.length() <= longest;
        }
    }

    /** Whether some rule does. */
    public boolean permits(Cidr prefix) {
        return rules.stream().anyMatch(rule -> rule.permits(prefix));
    }
}
