package metalplant.fabric.number;

import java.math.BigInteger;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import metalplant.fabric.cabling.Cabling;
import metalplant.fabric.cabling.FabricSwitch;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.IpAddress;
import metalplant.model.number.NumberWindows;

/**
 * Which number each switch of the fabric has. A switch keeps its number whatever others come and go, and so keeps its loopback address and
 * its ASN. The number of a switch that is gone goes to another one only when there is no fresh one left: what was taken off may come back
 * with its old configuration.
 *
 * <p>Loopback of number n: the n-th address behind the first of the prefix. ASNs lie in the plant's window: the second for all spines,
 * the third for all exits, and from the sixteenth on one for each leaf.
 *
 * @param byName also of those that are gone
 */
public record Numbers(SortedMap<String, Integer> byName) {
    /** Nobody has one. */
    public static final Numbers NONE = new Numbers(Collections.emptySortedMap());

    private static final int SPINES = 1;
    private static final int EXITS = 2;
    private static final int BEFORE_LEAVES = 15;
    private static final int NUMBERS_MAX = (int) NumberWindows.FABRIC_ASN_STRIDE - 1 - BEFORE_LEAVES;

    public Numbers {
        byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
    }

    /** What a switch is known by in the fabric. */
    public record Identity(IpAddress loopback, long asn) {}

    /** Reads {@link #text}. @throws Problem STORED_STATE_IMPOSSIBLE if it is none */
    public static Numbers of(String text) {
        var numbers = new TreeMap<String, Integer>();
        for (var line : text.lines().toList()) {
            if (!line.matches("[a-z0-9][a-z0-9-]{0,62} [1-9][0-9]{0,3}")) {
                throw Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "the numbers of switches are damaged: " + line);
            }
            numbers.put(line.substring(0, line.indexOf(' ')), Integer.parseInt(line.substring(line.indexOf(' ') + 1)));
        }
        if (new HashSet<>(numbers.values()).size() != numbers.size()) {
            throw Problem.of(
                    ProblemCode.STORED_STATE_IMPOSSIBLE, "the numbers of switches are damaged: one was given twice");
        }
        return new Numbers(numbers);
    }

    /** A line for each: name and number. */
    public String text() {
        return byName.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /**
     * These, and one for each new switch.
     *
     * @throws Problem RULE_VIOLATED if there is no room, or an address or ASN that was written down is another switch's already
     */
    public Numbers assign(Cabling cabling) {
        var numbers = new TreeMap<>(byName);
        var present = cabling.switches().stream()
                .filter(each -> each.role().routes())
                .sorted(Comparator.comparing(FabricSwitch::name))
                .toList();
        for (var each : present) {
            if (!numbers.containsKey(each.name())) {
                int number = free(each, cabling, numbers);
                numbers.values().remove(number);
                numbers.put(each.name(), number);
            }
        }
        var assigned = new Numbers(numbers);
        assigned.requireNoneTwice(cabling);
        return assigned;
    }

    /** What a switch of this cabling is known by. @throws IllegalArgumentException if it has no number */
    public Identity of(FabricSwitch of, Cabling cabling) {
        var number = byName.get(of.name());
        if (number == null) {
            throw new IllegalArgumentException(of.name() + " has no number");
        }
        return identity(of, number, cabling);
    }

    private static Identity identity(FabricSwitch of, int number, Cabling cabling) {
        return new Identity(
                of.loopback().orElseGet(() -> cabling.loopbacks().first().plus(BigInteger.valueOf(number))),
                of.asn().orElseGet(() -> cabling.windows().fabricAsns().first() + offset(of.role(), number)));
    }

    private static int offset(SwitchRole role, int number) {
        return switch (role) {
            case LEAF -> BEFORE_LEAVES + number;
            case SPINE -> SPINES;
            case EXIT -> EXITS;
            case MANAGEMENT -> throw new IllegalArgumentException("a management switch has no ASN");
        };
    }

    private static int free(FabricSwitch of, Cabling cabling, TreeMap<String, Integer> numbers) {
        int last = cabling.loopbacks()
                .size()
                .subtract(BigInteger.TWO)
                .min(BigInteger.valueOf(NUMBERS_MAX))
                .intValue();
        var fresh = Set.copyOf(numbers.values());
        var present = numbers.entrySet().stream()
                .filter(each -> cabling.find(each.getKey())
                        .filter(found -> found.role().routes())
                        .isPresent())
                .map(java.util.Map.Entry::getValue)
                .collect(Collectors.toSet());
        for (var taken : java.util.List.of(fresh, present)) {
            for (int number = 1; number <= last; number++) {
                if (!taken.contains(number) && !isWritten(of, number, cabling)) {
                    return number;
                }
            }
        }
        throw Problem.refused("%s has room for %d switches, and there are more; give a larger prefix as loopbacks"
                .formatted(cabling.loopbacks(), last));
    }

    /** Whether somebody else was given by hand what would follow from this number. */
    private static boolean isWritten(FabricSwitch of, int number, Cabling cabling) {
        var identity = identity(of, number, cabling);
        return cabling.switches().stream()
                .filter(each -> !each.name().equals(of.name()))
                .anyMatch(each -> (of.loopback().isEmpty()
                                && each.loopback()
                                        .filter(identity.loopback()::equals)
                                        .isPresent())
                        || (of.asn().isEmpty()
                                && of.role() == SwitchRole.LEAF
                                && each.asn().orElse(0) == identity.asn()));
    }

    private void requireNoneTwice(Cabling cabling) {
        var loopbacks = new TreeMap<IpAddress, String>();
        var asns = new TreeMap<Long, FabricSwitch>();
        for (var each : cabling.switches()) {
            if (!each.role().routes()) {
                continue;
            }
            var identity = of(each, cabling);
            var other = loopbacks.putIfAbsent(identity.loopback(), each.name());
            if (other != null) {
                throw Problem.refused("loopback %s is that of both %s and %s; write another one down for one of them"
                        .formatted(identity.loopback(), other, each.name()));
            }
            var sharing = asns.putIfAbsent(identity.asn(), each);
            if (sharing != null && (sharing.role() == SwitchRole.LEAF || sharing.role() != each.role())) {
                throw Problem.refused("ASN %d is that of both %s and %s; write another one down for one of them"
                        .formatted(identity.asn(), sharing.name(), each.name()));
            }
        }
    }
}
