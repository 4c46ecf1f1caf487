package metalplant.federation.homes;

import java.util.List;
import java.util.UUID;
import metalplant.federation.value.PlantId;
import metalplant.model.ip.Cidr;

/**
 * How far an entity reaches into a plant: of a project, the prefixes out of which its networks there are made; of a shared network, the
 * prefixes of which addresses are in use there.
 *
 * @param project or the network
 */
public record Span(UUID project, PlantId plant, List<String> prefixes) {
    /** Kind of entities that reach into a plant with networks, no two of which overlap (I11). */
    public static final String PROJECT = "project";

    /** Kind of entities that reach into a plant with addresses. */
    public static final String NETWORK = "network";

    /** Prefixes of one. */
    public static final int PREFIXES_MAX = 1_024;

    /** Of a federation. */
    static final int SPANS_MAX = 1_000_000;

    /** Its prefixes; texts that are none are left out. */
    public List<Cidr> cidrs() {
        return prefixes.stream().flatMap(text -> Cidr.tryParse(text).stream()).toList();
    }

    /** Whether all of these lie in it. */
    public boolean covers(List<Cidr> wanted) {
        var mine = cidrs();
        return wanted.stream()
                .allMatch(each -> mine.stream().anyMatch(one -> one.length() <= each.length() && one.overlaps(each)));
    }

    /** Whether one of these is a part of it, or the other way round. */
    public boolean overlaps(List<Cidr> wanted) {
        return cidrs().stream().anyMatch(one -> wanted.stream().anyMatch(one::overlaps));
    }
}
