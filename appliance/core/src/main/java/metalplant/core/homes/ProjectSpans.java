package metalplant.core.homes;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.core.store.FederationTable;
import metalplant.core.store.SpanTable;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.federation.guard.Guards;
import metalplant.federation.homes.Span;
import metalplant.federation.homes.Spanning;
import metalplant.federation.value.PlantId;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.network.Network;
import metalplant.model.project.Project;

/**
 * Networks of one project have disjoint prefixes over all plants (I11). A request reads what the ledger said in its own transaction and
 * waits for nobody: either the plant may, or it never may, or it is told to come back, and the plant asks meanwhile.
 *
 * @see Spanning
 * @see "docs/adr/0025"
 */
public final class ProjectSpans {
    private static final int CLAIMED_SHOWN = 5;

    private ProjectSpans() {}

    /** Why a request has to come back, with what the plant shall claim until then. */
    private static final class Unclaimed extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Problem problem;
        private final transient Project project;
        private final transient List<Cidr> wanted;

        Unclaimed(Problem problem, Project project, List<Cidr> wanted) {
            super(problem);
            this.problem = problem;
            this.project = project;
            this.wanted = wanted;
        }
    }

    /**
     * Does what makes a network of a project; if that is not possible yet, it is remembered what is to be claimed.
     *
     * @throws Problem SPAN_UNCLAIMED, and what {@code work} throws
     */
    public static <T> T claiming(Store store, Supplier<T> work) {
        try {
            return work.get();
        } catch (Unclaimed e) {
            store.run("span-want", tx -> {
                want(tx, e.project, e.wanted);
                return true;
            });
            throw e.problem;
        }
    }

    private static void want(Tx tx, Project project, List<Cidr> wanted) {
        var id = project.stamp().uid();
        var texts = Stream.concat(
                        tx.spans().wanted(id).orElse(List.of()).stream(),
                        wanted.stream().map(Cidr::toString))
                .distinct()
                .limit(Span.PREFIXES_MAX)
                .toList();
        tx.spans().want(id, texts);
    }

    /**
     * Refuses a network of this project that is made of these prefixes, unless the plant may have it. Within {@link #claiming}.
     *
     * @param me without a name if the plant is alone: then nothing is read
     * @throws Problem PREFIX_OVERLAPS if another plant has what overlaps; what {@link #claiming} turns into SPAN_UNCLAIMED
     */
    public static void require(Tx tx, Holder me, Project project, List<Cidr> prefixes) {
        if (me.plant().isEmpty()) {
            return;
        }
        var spans = spans(tx.spans().of(project.stamp().uid()));
        boolean atHome = project.stamp().home().isEmpty();
        switch (Spanning.of(atHome, new PlantId(me.plant()), spans, prefixes, Guards.ALL)) {
            case Spanning.Allowed _ -> {}
            case Spanning.Taken(var by) -> throw taken(tx, project, prefixes, by);
            case Spanning.Unclaimed _ ->
                throw new Unclaimed(unclaimed(tx, me, project, prefixes, spans), project, prefixes);
        }
    }

    private static List<Span> spans(List<SpanTable.Row> rows) {
        return rows.stream()
                .map(row -> new Span(row.id(), new PlantId(row.plant()), row.prefixes()))
                .toList();
    }

    private static Problem taken(Tx tx, Project project, List<Cidr> prefixes, PlantId by) {
        var label = label(tx, by.text());
        return Problem.of(
                        ProblemCode.PREFIX_OVERLAPS,
                        "project \"%s\" has networks in plant \"%s\" that are made of prefixes which overlap with %s: give this plant a super network with other prefixes"
                                .formatted(project.id(), label, texts(prefixes)))
                .with("plant", by.text())
                .with("plant-label", label);
    }

    private static Problem unclaimed(Tx tx, Holder me, Project project, List<Cidr> prefixes, List<Span> spans) {
        var mine = spans.stream()
                .filter(span -> span.plant().text().equals(me.plant()))
                .flatMap(span -> span.prefixes().stream())
                .limit(CLAIMED_SHOWN)
                .toList();
        var home = project.stamp().home();
        return Problem.of(
                ProblemCode.SPAN_UNCLAIMED,
                "project \"%s\" %s, so the federation has to know first that it gets networks out of %s here: this plant has asked, send the request again in some seconds; it takes as long as this plant, its home and a majority of the voters do not reach each other%s"
                        .formatted(
                                project.id(),
                                home.isEmpty()
                                        ? "is wanted in other plants too"
                                        : "has its home in plant \"%s\"".formatted(label(tx, home)),
                                texts(prefixes),
                                mine.isEmpty()
                                        ? ""
                                        : "; meanwhile networks out of " + String.join(", ", mine) + " can be made"));
    }

    private static String texts(List<Cidr> prefixes) {
        return prefixes.stream().map(Cidr::toString).collect(Collectors.joining(", "));
    }

    private static String label(Tx tx, String plant) {
        return tx.federation().member(plant).map(FederationTable.Member::label).orElse(plant);
    }

    /** The prefixes out of which the networks of this project are made here. */
    public static List<Cidr> reach(Tx tx, String projectId) {
        return List.copyOf(reach(tx, tx.networks().ofProject(projectId)).getOrDefault(projectId, Set.of()));
    }

    /** The same of every project that has networks here. */
    static Map<String, Set<Cidr>> reach(Tx tx) {
        return reach(
                tx,
                tx.networks().list().stream()
                        .filter(network -> !network.projectId().isEmpty())
                        .toList());
    }

    private static Map<String, Set<Cidr>> reach(Tx tx, List<Network> networks) {
        var ids = networks.stream()
                .map(Network::parentId)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
        var parents = new HashMap<String, Network>();
        tx.networks().findAll(ids).forEach(parent -> parents.put(parent.id(), parent));
        var reach = new TreeMap<String, Set<Cidr>>();
        for (var network : networks) {
            var own = reach.computeIfAbsent(network.projectId(), _ -> new LinkedHashSet<>());
            var parent = java.util.Optional.ofNullable(parents.get(network.parentId()));
            for (var prefix : network.prefixes()) {
                own.add(parent.stream()
                        .flatMap(each -> each.prefixes().stream())
                        .filter(each -> each.length() <= prefix.length() && each.overlaps(prefix))
                        .findFirst()
                        .orElse(prefix));
            }
        }
        return reach;
    }
}
