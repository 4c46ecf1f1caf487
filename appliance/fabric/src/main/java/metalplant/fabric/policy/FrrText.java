package metalplant.fabric.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private final List<String> lines = new ArrayList<>();

    private FrrText(SwitchPolicy policy) {
        this.policy = policy;
    }

    /** @throws IllegalArgumentException if FRR would take it and do something else: {@link SwitchPolicy#mistakes} */
    public static String of(SwitchPolicy policy) {
        var mistakes = policy.mistakes();
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", mistakes));
        }
        var text = new FrrText(policy);
        text.vrfs();
        text.lists();
        policy.maps().forEach(text::map);
        policy.vrfs().forEach(text::instance);
        return String.join("\n", text.lines) + "\n";
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
            add("vrf %s", vrf.name());
            vrf.vni().ifPresent(vni -> add(" vni %d", vni));
            lines.add("exit-vrf");
            lines.add("!");
        }
    }

    private void lists() {
        for (var list : policy.prefixLists()) {
            int number = 0;
            for (var rule : list.rules()) {
                number += SIX;
                add("%s seq %d permit %s", listLine(list.name(), rule.prefix().family()), number, permitted(rule));
            }
            for (var family : AddressFamily.values()) {
                if (list.rules().stream().noneMatch(rule -> rule.prefix().family() == family)) {
                    // A list that is not there would match everything.
                    add("%s seq %d deny any", listLine(list.name(), family), SIX);
                }
            }
        }
        for (var list : policy.communityLists()) {
            if (list.isExact()) {
                add(
                        "bgp large-community-list standard %s permit %d:%d:%d",
                        list.name(),
                        list.administrator().orElseThrow(),
                        list.kind(),
                        list.value().orElseThrow());
            } else {
                add(
                        "bgp large-community-list expanded %s permit ^%s:%d:%s",
                        list.name(),
                        list.administrator().isPresent() ? list.administrator().getAsLong() : "[0-9]+",
                        list.kind(),
                        list.value().isPresent() ? list.value().getAsLong() + "$" : "[0-9]+$");
            }
        }
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
        int number = 0;
        for (var entry : map.entries()) {
            number += STEP;
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
        change.delete().forEach(list -> add(" set large-comm-list %s delete", list));
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
        for (var session : vrf.sessions()) {
            add(" neighbor %s remote-as %d", session.neighbour(), session.remoteAs());
            add(" neighbor %s ttl-security hops 1", session.neighbour());
        }
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

    private void addresses(VrfPolicy vrf, AddressFamily family) {
        add(" address-family %s unicast", word(family));
        vrf.machines().ifPresent(map -> add("  redistribute connected route-map %s", map));
        for (var session : vrf.sessions()) {
            if (session.neighbour().family() != family) {
                // A neighbour of one family carries that one alone.
                if (family == AddressFamily.IPV4) {
                    add("  no neighbor %s activate", session.neighbour());
                }
                continue;
            }
            if (family == AddressFamily.IPV6) {
                add("  neighbor %s activate", session.neighbour());
            }
            add(
                    "  neighbor %s route-map %s in",
                    session.neighbour(), session.in().orElseThrow());
            add(
                    "  neighbor %s route-map %s out",
                    session.neighbour(), session.out().orElseThrow());
            add("  neighbor %s maximum-prefix %d 80", session.neighbour(), session.prefixesMax());
        }
        vrf.importMap().filter(_ -> !vrf.imports().isEmpty()).ifPresent(map -> add("  import vrf route-map %s", map));
        vrf.imports().forEach(source -> add("  import vrf %s", source));
        lines.add(" exit-address-family");
    }

    private static String word(AddressFamily family) {
        return family.name().toLowerCase(Locale.ROOT);
    }
}
