package metalplant.core.network;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;

/** What holds for every network, whoever makes or changes it. Pure. */
final class NetworkRules {
    private static final int ENTRIES_MAX = 1_000;
    private static final int ID_LENGTH_MAX = 256;

    private NetworkRules() {}

    static void checkId(String id) {
        if (id.length() > ID_LENGTH_MAX) {
            throw Problem.bad("a network id cannot have more than %d characters".formatted(ID_LENGTH_MAX));
        }
    }

    /** Reads prefixes; the masked ones, without repetitions, in the order given. */
    static List<Cidr> cidrs(String field, Collection<String> texts) {
        checkSize(field, texts.size());
        return texts.stream().map(Cidr::parse).distinct().toList();
    }

    static void checkSize(String field, int entries) {
        if (entries > ENTRIES_MAX) {
            throw Problem.bad("%s cannot have more than %d entries".formatted(field, ENTRIES_MAX));
        }
    }

    /** Child lengths by family, keys in any case; @throws Problem BAD_REQUEST */
    static Map<AddressFamily, Integer> lengths(String field, Map<String, Integer> texts) {
        var lengths = new TreeMap<AddressFamily, Integer>();
        texts.forEach((key, bits) -> {
            var family = AddressFamily.parse(key)
                    .orElseThrow(() -> Problem.bad("%s has a key that is neither IPv4 nor IPv6".formatted(field)));
            if (bits < 1 || bits > family.bits()) {
                throw Problem.bad("%s of %s must be between 1 and %d".formatted(field, family.wire(), family.bits()));
            }
            lengths.put(family, bits);
        });
        return lengths;
    }

    static void checkDestinations(List<Cidr> destinations, List<Cidr> prefixes) {
        var families = families(prefixes);
        for (var destination : destinations) {
            if (!families.contains(destination.family())) {
                throw Problem.bad("destination prefix %s has no %s prefix beside it"
                        .formatted(destination, destination.family().wire()));
            }
        }
    }

    /** A super network needs a child length for each family, longer than each of its prefixes. */
    static void checkChildLengths(Map<AddressFamily, Integer> lengths, List<Cidr> prefixes) {
        for (var family : families(prefixes)) {
            var length = lengths.get(family);
            if (length == null) {
                throw Problem.bad("a private super network needs a default child prefix length for " + family.wire());
            }
            prefixes.stream()
                    .filter(prefix -> prefix.family() == family && prefix.length() >= length)
                    .findFirst()
                    .ifPresent(prefix -> {
                        throw Problem.bad(
                                "child prefix length %d is not longer than prefix %s".formatted(length, prefix));
                    });
        }
    }

    /** Refuses prefixes of one request that overlap each other. */
    static void checkDisjoint(List<Cidr> prefixes) {
        var sorted = prefixes.stream().sorted().toList();
        for (int i = 1; i < sorted.size(); i++) {
            // Sorted by base, an overlapping pair has neighbours that overlap.
            if (sorted.get(i - 1).overlaps(sorted.get(i))) {
                throw overlap(sorted.get(i), sorted.get(i - 1).toString());
            }
        }
    }

    static Problem overlap(Cidr prefix, String other) {
        return Problem.of(ProblemCode.PREFIX_OVERLAPS, "prefix %s overlaps %s".formatted(prefix, other));
    }

    static Set<AddressFamily> families(List<Cidr> prefixes) {
        return prefixes.stream().map(Cidr::family).collect(Collectors.toCollection(TreeSet::new));
    }
}
