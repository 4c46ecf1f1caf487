package metalplant.fabric.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;

/**
 * A policy as FRR reads it, in the order in which FRR needs it: lists, maps, then what names them. The same policy gives the same text.
 * Both families are written out, because an entry that looks at IPv4 prefixes never matches an IPv6 route.
 *
 * @see "fabric-frr.md, sections 2, 3 and 7"
 */
public final class FrrText {
    private static final int STEP = 10;
    private static final int SIX = 5;

    private final SwitchPolicy policy;
    private final Beside beside;
    private final List<String> lines = new ArrayList<>();

    private FrrText(SwitchPolicy policy, Beside beside) {
        this.policy = policy;
        this.beside = beside;
    }

    /**
     * A policy as what a whole file is made of.
     *
     * @param vrfs their numbers
     * @param objects lists and maps, before everything that names them
     * @param instances of BGP, one for each VRF
     */
    public record Parts(List<String> vrfs, List<String> objects, List<String> instances) {}

    /** @throws IllegalArgumentException if FRR would take it and do something else: {@link SwitchPolicy#mistakes} */
    public static String of(SwitchPolicy policy) {
        var parts = parts(policy, Beside.NOTHING);
        return Stream.of(parts.vrfs(), parts.objects(), parts.instances())
                        .flatMap(List::stream)
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    /** @throws IllegalArgumentException if FRR would take it and do something else: {@link SwitchPolicy#mistakes} */
    public static Parts parts(SwitchPolicy policy, Beside beside) {
        var mistakes = policy.mistakes();
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", mistakes));
        }
        var vrfs = new FrrText(policy, beside);
        vrfs.vrfs();
        var objects = new FrrText(policy, beside);
        objects.lists();
        policy.maps().forEach(objects::map);
        var instances = new FrrText(policy, beside);
        policy.vrfs().forEach(instances::instance);
        return new Parts(vrfs.lines, objects.lines, instances.lines);
    }

    private void add(String format, Object... words) {
        lines.add(format.formatted(words));
    }

    private void end() {
        lines.add("exit");
        lines.add("!");
    }

    private void vrfs() {
        for (var vrf : policy.vrfs()) {
            // FRR does not show one of which nothing is said.
            vrf.vni().ifPresent(vni -> {
                add("vrf %s", vrf.name());
                add(" vni %d", vni);
                lines.add("exit-vrf");
                lines.add("!");
            });
        }
    }

    private void lists() {
        for (var list : policy.prefixLists()) {
            var numbers = new Sequence();
            for (var rule : list.rules()) {
                add(
                        "%s seq %d permit %s",
                        listLine(list.name(), rule.prefix().family()),
                        numbers.ofRule(permitted(rule)),
                        permitted(rule));
            }
            for (var family : AddressFamily.values()) {
                if (list.rules().stream().noneMatch(rule -> rule.prefix().family() == family)) {
                    // A list that is not there would match everything.
                    add("%s seq %d deny any", listLine(list.name(), family), SIX);
                }
            }
        }
        policy.communityLists().forEach(list -> lines.addAll(list.lines()));
        lines.add("!");
    }

    private static String listLine(String name, AddressFamily family) {
        return "%s prefix-list %s".formatted(keyword(family), name);
    }

    private static String keyword(AddressFamily family) {
        return family == AddressFamily.IPV4 ? "ip" : "ipv6";
    }

    private static String permitted(PrefixList.Rule rule) {
        Cidr prefix = rule.prefix();
        return rule.longest() == prefix.length() ? prefix.toString() : "%s le %d".formatted(prefix, rule.longest());
    }

    private void map(RouteMap map) {
        if (map.entries().isEmpty()) {
            add("route-map %s deny %d", map.name(), STEP);
            end();
            return;
        }
        var numbers = new Sequence();
        boolean ofSources = Sequence.areOfSources(map.entries());
        for (int place = 0; place < map.entries().size(); place++) {
            var entry = map.entries().get(place);
            int number = ofSources ? numbers.ofSource(entry.match().sourceVrf().orElseThrow()) : numbers.ofPlace(place);
            if (entry.match().prefixes().isEmpty()) {
                entry(map.name(), number, entry, "");
            } else {
                entry(map.name(), number, entry, "ip");
                entry(map.name(), number + SIX, entry, "ipv6");
            }
        }
    }

    private void entry(String map, int number, RouteMap.Entry entry, String family) {
        add("route-map %s permit %d", map, number);
        entry.match().sourceVrf().ifPresent(vrf -> add(" match source-vrf %s", vrf));
        entry.match().prefixes().ifPresent(list -> add(" match %s address prefix-list %s", family, list));
        entry.match().communities().ifPresent(list -> add(" match large-community %s", list));
        var change = entry.change();
        change.preference().ifPresent(value -> add(" set local-preference %d", value));
        change.delete().ifPresent(list -> add(" set large-comm-list %s delete", list));
        if (!change.add().isEmpty()) {
            add(
                    " set large-community %s additive",
                    String.join(
                            " ",
                            change.add().stream().map(LargeCommunity::toString).toList()));
        }
        end();
    }

    private void instance(VrfPolicy vrf) {
        add("router bgp %d vrf %s", policy.asn(), vrf.name());
        lines.addAll(beside.instance(vrf));
        vrf.sessions().forEach(this::session);
        for (var family : AddressFamily.values()) {
            addresses(vrf, family);
        }
        vrf.advertisement().ifPresent(advertisement -> {
            lines.add(" address-family l2vpn evpn");
            for (var family : AddressFamily.values()) {
                add(
                        "  advertise %s unicast route-map %s",
                        word(family), advertisement.map().orElseThrow());
            }
            lines.add(" exit-address-family");
        });
        end();
    }

    private void session(Session session) {
        var neighbour = " neighbor " + session.neighbour();
        var terms = session.terms();
        add("%s remote-as %d", neighbour, session.remoteAs());
        terms.localAs().ifPresent(own -> {
            if (own != policy.asn()) {
                add("%s local-as %d no-prepend replace-as", neighbour, own);
            }
        });
        terms.role().ifPresent(role -> add("%s local-role %s", neighbour, role));
        terms.password().ifPresent(secret -> lines.add("%s password %s".formatted(neighbour, secret)));
        if (terms.near()) {
            add("%s ttl-security hops 1", neighbour);
        }
        if (!terms.stranger() && session.neighbour().family() == AddressFamily.IPV6) {
            // Without it IPv4 would come with a next hop that is not there.
            add("%s capability extended-nexthop", neighbour);
        }
        if (terms.bfd()) {
            add("%s bfd", neighbour);
        }
        if (!terms.stranger()) {
            // What notices a dead path where nothing speaks BFD; as exits do in the fabric.
            add("%s timers 1 3", neighbour);
        }
    }

    private void addresses(VrfPolicy vrf, AddressFamily family) {
        // One in which nothing is said is not shown by FRR, and so would seem to be missing for ever.
        int before = lines.size();
        add(" address-family %s unicast", word(family));
        lines.addAll(beside.addresses(vrf, family));
        vrf.machines().ifPresent(map -> add("  redistribute connected route-map %s", map));
        for (var session : vrf.sessions()) {
            if (session.terms().stranger() && session.neighbour().family() != family) {
                // A neighbour of somebody else carries the family of its address alone.
                if (family == AddressFamily.IPV4) {
                    add("  no neighbor %s activate", session.neighbour());
                }
                continue;
            }
            if (family == AddressFamily.IPV6) {
                // A cable carries both: over IPv4 the next hop of IPv6 is the link-local address of the port. IPv4 is
                // on by itself.
                add("  neighbor %s activate", session.neighbour());
            }
            add(
                    "  neighbor %s route-map %s in",
                    session.neighbour(), session.in().orElseThrow());
            add(
                    "  neighbor %s route-map %s out",
                    session.neighbour(), session.out().orElseThrow());
            if (session.terms().stranger()) {
                add("  neighbor %s remove-private-AS all", session.neighbour());
                add("  no neighbor %s send-community all", session.neighbour());
                add("  neighbor %s maximum-prefix %d 80 restart 15", session.neighbour(), session.prefixesMax());
            } else {
                add("  neighbor %s maximum-prefix %d 80", session.neighbour(), session.prefixesMax());
            }
        }
        // Before the first import, and while the last one goes.
        vrf.importMap().ifPresent(map -> add("  import vrf route-map %s", map));
        vrf.imports().forEach(source -> add("  import vrf %s", source));
        if (lines.size() == before + 1) {
            lines.removeLast();
        } else {
            lines.add(" exit-address-family");
        }
    }

    private static String word(AddressFamily family) {
        return family.name().toLowerCase(Locale.ROOT);
    }
}
