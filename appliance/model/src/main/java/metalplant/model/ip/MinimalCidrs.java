package metalplant.model.ip;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Writes a set of addresses with as few prefixes as possible. */
public final class MinimalCidrs {
    private MinimalCidrs() {}

    /** Prefixes that cover exactly what {@code cidrs} cover together; none touches its neighbour, in address order. */
    public static List<Cidr> of(Collection<Cidr> cidrs) {
        var minimal = new ArrayList<Cidr>();
        for (var cidr : cidrs.stream().sorted().toList()) {
            if (!minimal.isEmpty() && minimal.getLast().contains(cidr)) {
                continue;
            }
            minimal.add(cidr);
            mergeTail(minimal);
        }
        return minimal;
    }

    /** Two halves of a prefix become that prefix, as long as there are such at the end of the list. */
    private static void mergeTail(List<Cidr> minimal) {
        while (minimal.size() > 1) {
            var upper = minimal.removeLast();
            var whole = parentOf(minimal.getLast(), upper);
            if (whole.isEmpty()) {
                minimal.add(upper);
                return;
            }
            minimal.removeLast();
            minimal.add(whole.get());
        }
    }

    private static Optional<Cidr> parentOf(Cidr lower, Cidr upper) {
        if (lower.length() != upper.length() || lower.length() == 0 || lower.family() != upper.family()) {
            return Optional.empty();
        }
        var parent = new Cidr(lower.base(), lower.length() - 1);
        return parent.contains(upper) && !lower.equals(upper) ? Optional.of(parent) : Optional.empty();
    }
}
