package metalplant.fabric.engine;

import java.util.Optional;
import java.util.function.UnaryOperator;
import metalplant.fabric.policy.RouteMap;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.fabric.zone.Planner;

/** Policies with the names of VRFs that a system wants. */
final class Names {
    private Names() {}

    static SwitchPolicy on(SwitchOs os, SwitchPolicy policy) {
        return os == SwitchOs.SONIC ? policy : renamed(policy, name -> os.vrf(number(name)));
    }

    /** The number in the name of a VRF. */
    static int number(String vrf) {
        return Planner.number(vrf);
    }

    private static SwitchPolicy renamed(SwitchPolicy policy, UnaryOperator<String> name) {
        return new SwitchPolicy(
                policy.name(),
                policy.asn(),
                policy.prefixLists(),
                policy.communityLists(),
                policy.maps().stream()
                        .map(map -> new RouteMap(
                                map.name(),
                                map.entries().stream()
                                        .map(entry -> new RouteMap.Entry(renamed(entry.match(), name), entry.change()))
                                        .toList()))
                        .toList(),
                policy.vrfs().stream().map(each -> renamed(each, name)).toList());
    }

    private static RouteMap.Match renamed(RouteMap.Match match, UnaryOperator<String> name) {
        return new RouteMap.Match(match.sourceVrf().map(name), match.prefixes(), match.communities());
    }

    private static VrfPolicy renamed(VrfPolicy vrf, UnaryOperator<String> name) {
        Optional<String> imports = vrf.importMap();
        return new VrfPolicy(
                name.apply(vrf.name()),
                vrf.vni(),
                vrf.machines(),
                vrf.imports().stream().map(name).toList(),
                imports,
                vrf.advertisement(),
                vrf.sessions());
    }
}
