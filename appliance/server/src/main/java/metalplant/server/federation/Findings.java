package metalplant.server.federation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.ledger.Acceptance;
import metalplant.mesh.link.PingResult;
import metalplant.wire.federation.AboutEntity;
import metalplant.wire.federation.AboutResponse;
import metalplant.wire.federation.JoinPlan;
import metalplant.wire.federation.PlanItem;

/** What a plan says to people. Pure; an error among it keeps the plan from being accepted. */
final class Findings {
    /** Nothing here depends on clocks; a clock that is further off is worth a word (federation.md 4.1). */
    private static final Duration CLOCKS_MAX = Duration.ofSeconds(30);

    private static final int NAMES_SHOWN = 5;

    private static final String ID_OF_EACH = "ID";

    private static final String NETWORK = "network";

    private static final String SAME_TENANT =
            "give up, ./plantctl federation answer --same-tenant ID at the joining plant, join again";

    private final List<PlanItem> items = new ArrayList<>();

    private Findings() {}

    /**
     * The plan as it is shown on both sides.
     *
     * @param made what the protocol will do
     * @param path how long packets may be; empty without tunnels
     * @param nat who can be called
     * @param clash of a prefix that is not taken in
     */
    static JoinPlan of(
            metalplant.federation.plant.JoinPlan made,
            AboutResponse here,
            AboutResponse there,
            PingResult ping,
            Optional<PathMtu> path,
            Nat nat,
            Function<PoolSpec, Brought.Clash> clash) {
        var findings = new Findings();
        findings.versions(here, there, ping);
        findings.link(ping);
        path.ifPresent(findings::mtu);
        findings.nat(nat);
        findings.label(made, here);
        findings.prefixes(made, clash);
        findings.partitions(here, there);
        findings.addresses(made, here, there);
        findings.masterdata(made, here, there);
        return new JoinPlan(made.hash().sum().hex(), List.copyOf(findings.items));
    }

    static boolean hasErrors(JoinPlan plan) {
        return plan.items().stream().anyMatch(item -> item.severity().equals("error"));
    }

    private void add(String kind, String severity, String text, String answer) {
        items.add(new PlanItem(kind, severity, text, answer.isEmpty() ? null : answer));
    }

    private void versions(AboutResponse here, AboutResponse there, PingResult ping) {
        int level = ping.pong().level();
        var text = "here %s, there %s; ledger level %d and %d"
                .formatted(here.version(), there.version(), Acceptance.LEVEL, level);
        boolean near = Math.abs(level - Acceptance.LEVEL) <= 1;
        add("version", near ? "good" : "error", text, near ? "" : "upgrade the older plant first");
    }

    private void link(PingResult ping) {
        add("rtt", "good", "%.1f ms".formatted(ping.rtt().toNanos() / 1e6), "");
        var off = ping.clockAhead().abs();
        boolean near = off.compareTo(CLOCKS_MAX) <= 0;
        add(
                "clock",
                near ? "good" : "warning",
                "the other clock is %s s %s"
                        .formatted(off.toMillis() / 1000.0, ping.clockAhead().isNegative() ? "behind" : "ahead"),
                near ? "" : "nothing of the federation depends on it; correct it for logs and certificates");
    }

    /** Who of both nobody can send to unasked. */
    enum Nat {
        NOBODY,
        ONE_SIDE,
        BOTH
    }

    private void mtu(PathMtu path) {
        var outside =
                path.outside().map("outside of it %,d do"::formatted).orElse("outside of it nobody answers echoes");
        if (path.isUsual()) {
            add(
                    "mtu",
                    "good",
                    "packets of %,d bytes pass the tunnel, %s"
                            .formatted(path.inside().orElse(0), outside),
                    "");
        } else if (path.inside().isPresent()) {
            add(
                    "mtu",
                    "warning",
                    "the longest packets that pass the tunnel have %,d bytes and not %,d, %s"
                            .formatted(path.inside().get(), PathMtu.USUAL - PathMtu.OVERHEAD, outside),
                    "the tunnel of this plant takes %,d; a path with %,d bytes would need nothing"
                            .formatted(path.inside().get(), PathMtu.USUAL));
        } else {
            add(
                    "mtu",
                    "warning",
                    "not even packets of %,d bytes pass the tunnel, %s".formatted(PathMtu.LEAST, outside),
                    "let the path carry %,d bytes, or let UDP fragments pass: long answers hang otherwise"
                            .formatted(PathMtu.LEAST + PathMtu.OVERHEAD));
        }
    }

    private void nat(Nat nat) {
        switch (nat) {
            case NOBODY -> {}
            case ONE_SIDE ->
                add("nat", "good", "one of the plants is behind NAT", "it calls the other one and keeps the way open");
            case BOTH ->
                add(
                        "nat",
                        "warning",
                        "both plants are behind NAT",
                        "forward the UDP ports of one of them (federation.tunnel-port) and set federation.nat=none there");
        }
    }

    private void label(metalplant.federation.plant.JoinPlan made, AboutResponse here) {
        boolean kept = made.record().label().equals(here.label());
        add(
                "label",
                kept ? "good" : "note",
                kept ? "this plant is " + here.label() : "the label %s is taken".formatted(here.label()),
                kept ? "" : "this plant becomes " + made.record().label());
    }

    private void prefixes(metalplant.federation.plant.JoinPlan made, Function<PoolSpec, Brought.Clash> clash) {
        made.brought()
                .forEach(pool -> add(
                        "prefix",
                        "good",
                        pool.id() + " becomes known to the federation",
                        "this plant goes on holding all of it"));
        made.localOnly().forEach(pool -> {
            var found = clash.apply(pool);
            add(
                    "prefix",
                    "warning",
                    "%s of %s".formatted(pool.id(), found.why()),
                    "it gives no new addresses at the joining plant: give the network another prefix, before the join or later; or, if"
                            + " nothing beyond that plant ever sees it, before the join: ./plantctl federation answer --local-only NETWORK");
            if (!found.inUse().isEmpty()) {
                add(
                        "address",
                        "error",
                        "in use at the joining plant, out of %s: %s".formatted(pool.id(), some(found.inUse())),
                        "the plant that has the prefix would give them once more: free them; or, if nothing beyond the joining plant"
                                + " ever sees them, ./plantctl federation answer --local-only NETWORK there; then join again");
            }
        });
    }

    /** Ids of partitions are part of what machines are called, and are never changed. */
    private void partitions(AboutResponse here, AboutResponse there) {
        var both = both(here.partitions(), there.partitions());
        if (both.isEmpty()) {
            add(
                    "partition",
                    "good",
                    "here %s, there %s".formatted(some(here.partitions()), some(there.partitions())),
                    "");
        } else {
            add(
                    "partition",
                    "error",
                    "both plants have a partition " + some(both),
                    "one of them must be made anew under another id: ./plant run --partition ID");
        }
    }

    /** One address in use on both sides would be announced twice (decision 12). */
    private void addresses(metalplant.federation.plant.JoinPlan made, AboutResponse here, AboutResponse there) {
        var both = both(here.addresses(), there.addresses());
        if (!both.isEmpty()) {
            add(
                    "address",
                    "error",
                    "in use on both sides: " + some(both),
                    "free one of each; or, before the join, ./plantctl federation answer --local-only NETWORK at one plant, which"
                            + " then must never announce that network");
        }
        if (here.addresses().size() >= About.NAMES_MAX || there.addresses().size() >= About.NAMES_MAX) {
            add("address", "warning", "more addresses in use than were compared", "look at what overlaps by hand");
        }
    }

    /** Nothing of either plant gets lost (ADR 18). */
    private void masterdata(metalplant.federation.plant.JoinPlan made, AboutResponse here, AboutResponse there) {
        for (var kind : List.of("region", "zone", "tenant", "project", "image", "size", "filesystemlayout", NETWORK)) {
            var mine = sums(here, kind);
            var theirs = sums(there, kind);
            var both = both(List.copyOf(mine.keySet()), List.copyOf(theirs.keySet()));
            var equal = both.stream()
                    .filter(id -> isSame(mine.getOrDefault(id, ""), theirs.getOrDefault(id, "")))
                    .toList();
            var said = both.stream()
                    .filter(id -> !equal.contains(id) && isSaid(here, kind, id))
                    .toList();
            var different = both.stream()
                    .filter(id -> !equal.contains(id) && !said.contains(id))
                    .toList();
            names(
                    kind,
                    equal,
                    "equal on both sides",
                    kind.equals(NETWORK)
                            ? "they become one; addresses in use stay, new ones come from shared blocks only"
                            : "they become one");
            names(
                    kind,
                    said,
                    "said to be the same",
                    "the joining plant's becomes the other one's, with all its projects");
            names(
                    kind,
                    different,
                    "different on the two sides",
                    answerToDifferent(kind, made.record().label()));
        }
    }

    private static String answerToDifferent(String kind, String label) {
        return switch (kind) {
            case NETWORK ->
                "each plant keeps its own and shows the other one as ID~LABEL of that plant; to share it, make them equal before the join";
            case "tenant" ->
                "the joining plant's becomes %s~%s; if it is the same customer: %s"
                        .formatted(ID_OF_EACH, label, SAME_TENANT);
            default -> "the joining plant's becomes %s~%s".formatted(ID_OF_EACH, label);
        };
    }

    private static boolean isSaid(AboutResponse about, String kind, String id) {
        return about.masterdata().stream()
                .anyMatch(entity ->
                        entity.kind().equals(kind) && entity.id().equals(id) && Boolean.TRUE.equals(entity.same()));
    }

    /** An empty sum is of something that refers to nothing. */
    private static boolean isSame(String mine, String theirs) {
        return !mine.isEmpty() && mine.equals(theirs);
    }

    private static Map<String, String> sums(AboutResponse about, String kind) {
        return about.masterdata().stream()
                .filter(entity -> entity.kind().equals(kind))
                .collect(Collectors.toMap(AboutEntity::id, AboutEntity::sum, (_, last) -> last, TreeMap::new));
    }

    private void names(String kind, List<String> ids, String how, String answer) {
        if (!ids.isEmpty()) {
            add(kind, "note", "both plants have %s, %s".formatted(some(ids), how), answer);
        }
    }

    private static List<String> both(List<String> here, List<String> there) {
        var common = new TreeSet<>(here);
        common.retainAll(new TreeSet<>(there));
        return List.copyOf(common);
    }

    private static String some(List<String> names) {
        var shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
        return names.size() <= NAMES_SHOWN ? shown : "%s and %d more".formatted(shown, names.size() - NAMES_SHOWN);
    }
}
