package metalplant.plan;

import java.util.ArrayList;
import java.util.List;
import metalplant.model.ip.Cidr;

/** All address space of a plan: no two pieces of it may meet. */
public final class PrefixCheck {
    private final List<Piece> pieces = new ArrayList<>();

    /** @param line 0 if nobody wrote it: a default */
    private record Piece(String where, Cidr prefix, int line) {
        String name() {
            return "%s (%s)".formatted(where, line == 0 ? "the default" : "line " + line);
        }
    }

    /** @param line 0 if nobody wrote it in this file */
    public void add(String where, Cidr prefix, int line) {
        pieces.add(new Piece(where, prefix, line));
    }

    /** Each pair that meets, at the line of the later one. */
    public List<Finding> overlaps() {
        var findings = new ArrayList<Finding>();
        for (int i = 0; i < pieces.size(); i++) {
            for (int j = 0; j < i; j++) {
                var later = pieces.get(i).line() >= pieces.get(j).line() ? pieces.get(i) : pieces.get(j);
                var earlier = later == pieces.get(i) ? pieces.get(j) : pieces.get(i);
                if (later.prefix().overlaps(earlier.prefix())) {
                    findings.add(new Finding(
                            later.line(),
                            later.where(),
                            "%s overlaps %s of %s".formatted(later.prefix(), earlier.prefix(), earlier.name())));
                }
            }
        }
        return findings;
    }
}
