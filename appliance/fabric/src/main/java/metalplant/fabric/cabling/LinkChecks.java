package metalplant.fabric.cabling;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.fabric.cabling.Draft.Use;

/** Cables between switches: each may be written at one end or at both, and then both must say the same. */
final class LinkChecks {
    private final List<Draft> drafts;
    private final Map<String, Draft> byName = new HashMap<>();

    LinkChecks(List<Draft> drafts) {
        this.drafts = drafts;
        drafts.forEach(each -> byName.put(each.name(), each));
    }

    /** All links of each switch, by the order of its ports, complaints made on the way. */
    Map<String, List<Link>> joined() {
        var joined = new TreeMap<String, Map<String, Link>>();
        var uses = new TreeMap<String, Map<String, Use>>();
        drafts.forEach(each -> each.uses().forEach(use -> take(each, use, uses)));
        for (var draft : drafts) {
            for (var written : draft.links()) {
                var link = written.value();
                var peer = peer(draft, link, written.line());
                if (!draft.hasPort(link.port())) {
                    draft.section()
                            .complain(
                                    written.line(),
                                    "links",
                                    SwitchReader.noSuchPort(
                                            link.port(), draft.is().ports()));
                } else if (peer.isPresent()) {
                    join(draft, peer.get(), link, written.line(), joined, uses);
                }
            }
        }
        return sorted(joined);
    }

    private Optional<Draft> peer(Draft draft, Link link, int line) {
        var peer = Optional.ofNullable(byName.get(link.peer()));
        String wrong = "";
        if (link.peer().equals(draft.name())) {
            wrong = "a switch has no link to itself";
        } else if (peer.isEmpty()) {
            wrong = "there is no switch " + link.peer();
        } else if (!draft.is().role().joins(peer.get().is().role())) {
            wrong = "a %s has no link to a %s"
                    .formatted(draft.is().role().word(), peer.get().is().role().word());
        } else if (!peer.get().hasPort(link.peerPort())) {
            wrong = "at %s %s"
                    .formatted(
                            link.peer(),
                            SwitchReader.noSuchPort(
                                    link.peerPort(), peer.get().is().ports()));
        } else if (speed(draft, link.port()) != speed(peer.get(), link.peerPort())) {
            wrong = "%s has %d Mbit/s, and %s of %s has %d"
                    .formatted(
                            link.port(),
                            speed(draft, link.port()),
                            link.peerPort(),
                            link.peer(),
                            speed(peer.get(), link.peerPort()));
        }
        if (!wrong.isEmpty()) {
            draft.section().complain(line, "links", wrong);
            return Optional.empty();
        }
        return peer;
    }

    private void join(
            Draft draft,
            Draft peer,
            Link link,
            int line,
            Map<String, Map<String, Link>> joined,
            Map<String, Map<String, Use>> uses) {
        var known = joined.getOrDefault(draft.name(), Map.of()).get(link.port());
        if (link.equals(known)) {
            // Its other end said so.
            return;
        }
        boolean free = take(draft, new Use(link.port(), "links to " + link.peer() + " " + link.peerPort(), line), uses)
                & take(
                        peer,
                        new Use(link.peerPort(), "links of " + draft.name() + " " + link.port(), line),
                        uses,
                        draft);
        if (free) {
            joined.computeIfAbsent(draft.name(), _ -> new TreeMap<>()).put(link.port(), link);
            joined.computeIfAbsent(peer.name(), _ -> new TreeMap<>()).put(link.peerPort(), link.turned(draft.name()));
        }
    }

    private static boolean take(Draft draft, Use use, Map<String, Map<String, Use>> uses) {
        return take(draft, use, uses, draft);
    }

    /** @param sayer in whose part of the file the line is */
    private static boolean take(Draft draft, Use use, Map<String, Map<String, Use>> uses, Draft sayer) {
        var before = uses.computeIfAbsent(draft.name(), _ -> new HashMap<>()).putIfAbsent(use.port(), use);
        if (before != null) {
            sayer.section()
                    .complain(
                            Math.max(use.line(), before.line()),
                            "",
                            "%s of %s is used twice: in line %d (%s) and in line %d (%s)"
                                    .formatted(
                                            use.port(),
                                            draft.name(),
                                            Math.min(before.line(), use.line()),
                                            before.line() <= use.line() ? before.by() : use.by(),
                                            Math.max(before.line(), use.line()),
                                            before.line() <= use.line() ? use.by() : before.by()));
        }
        return before == null;
    }

    private static int speed(Draft draft, String port) {
        return draft.is().ports().stream()
                .filter(each -> each.name().equals(port))
                .mapToInt(FrontPort::speed)
                .findFirst()
                .orElse(0);
    }

    private Map<String, List<Link>> sorted(Map<String, Map<String, Link>> joined) {
        var sorted = new HashMap<String, List<Link>>();
        for (var draft : drafts) {
            var order = draft.is().ports().stream().map(FrontPort::name).toList();
            sorted.put(
                    draft.name(),
                    joined.getOrDefault(draft.name(), Map.of()).values().stream()
                            .sorted(Comparator.comparingInt(link -> order.indexOf(link.port())))
                            .toList());
        }
        return sorted;
    }
}
