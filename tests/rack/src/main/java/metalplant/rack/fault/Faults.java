package metalplant.rack.fault;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Which fault strikes whom: a share of all, or servers by name. */
public final class Faults {
    /** Nothing fails on purpose. */
    public static final Faults NONE = new Faults(Map.of());

    private final Map<Fault, Rule> rules;

    private Faults(Map<Fault, Rule> rules) {
        this.rules = rules.isEmpty() ? Map.of() : new EnumMap<>(rules);
    }

    private sealed interface Rule {
        record Share(double of) implements Rule {}

        record Named(Set<String> servers) implements Rule {}
    }

    /**
     * Reads {@code crash-in-install=0.1,wrong-cable=m3,bmc-silent=m4+m5}: a share from 0 to 1, or names joined by plus.
     *
     * @throws IllegalArgumentException naming the part that was not understood
     */
    public static Faults parse(String text) {
        if (text.isBlank()) {
            return NONE;
        }
        var rules = new EnumMap<Fault, Rule>(Fault.class);
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String word = equals < 0 ? part.strip() : part.substring(0, equals).strip();
            var fault = Fault.byWord(word)
                    .orElseThrow(() -> new IllegalArgumentException("fault: '" + word + "' is not one of " + words()));
            if (equals < 0) {
                throw new IllegalArgumentException("fault: " + word + " needs a share (0.1) or servers (m3+m4)");
            }
            rules.put(fault, rule(word, part.substring(equals + 1).strip()));
        }
        return new Faults(rules);
    }

    private static Rule rule(String word, String value) {
        if (value.matches("m[0-9]{1,5}(\\+m[0-9]{1,5})*")) {
            return new Rule.Named(new TreeSet<>(Arrays.asList(value.split("\\+"))));
        }
        if (value.matches("0(\\.[0-9]{1,6})?|1(\\.0{1,6})?")) {
            return new Rule.Share(Double.parseDouble(value));
        }
        throw new IllegalArgumentException("fault: " + word + " needs a share (0.1) or servers (m3+m4), got " + value);
    }

    private static String words() {
        var words = new TreeSet<String>();
        for (Fault fault : Fault.values()) {
            words.add(fault.word());
        }
        return words.toString();
    }

    /**
     * Decides whether the fault strikes now. Draws from {@code chance} only if the fault goes by share, so that a named
     * fault shifts nothing for the others.
     */
    public boolean strikes(Fault fault, String server, RandomGenerator chance) {
        return switch (rules.get(fault)) {
            case null -> false;
            case Rule.Share share -> chance.nextDouble() < share.of();
            case Rule.Named named -> named.servers().contains(server);
        };
    }
}
