package metalplant.fabric.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import metalplant.fabric.engine.Desired;
import metalplant.fabric.engine.Port;
import metalplant.fabric.policy.PrefixList;
import metalplant.fabric.policy.RouteMap;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.fabric.policy.VrfPolicy.Advertisement;

/** The two states between what a switch is and what it is and shall be. */
final class Shrink {
    private static final Optional<Advertisement> CLOSED =
            Optional.of(new Advertisement(Optional.of(RouteMap.DENY_ALL.name())));

    private final Desired running;
    private final Desired wanted;

    Shrink(Desired running, Desired wanted) {
        this.running = running;
        this.wanted = wanted;
    }

    /** Everything that could open is closed; no list and no map has changed. */
    Desired closed() {
        var is = running.policy();
        return state(new SwitchPolicy(
                is.name(),
                is.asn(),
                is.prefixLists(),
                is.communityLists(),
                Stream.concat(is.maps().stream(), Stream.of(RouteMap.DENY_ALL))
                        .distinct()
                        .toList(),
                is.vrfs().stream().map(this::closed).toList()));
    }

    /** What is there and wanted. */
    Desired shrunk() {
        var is = running.policy();
        var shall = wanted.policy();
        return state(new SwitchPolicy(
                is.name(),
                is.asn(),
                common(is.prefixLists(), each -> shall.prefixList(each.name()), Shrink::common),
                is.communityLists().stream()
                        .filter(shall.communityLists()::contains)
                        .toList(),
                common(is.maps(), each -> shall.map(each.name()), Shrink::common),
                is.vrfs().stream()
                        .filter(each -> shall.vrf(each.name()).isPresent())
                        .map(this::closed)
                        .map(each -> shrunk(each, shall.vrf(each.name()).orElseThrow()))
                        .toList()));
    }

    private Desired state(SwitchPolicy policy) {
        var ports = new ArrayList<Port>();
        for (var port : running.ports()) {
            var shall = wanted.ports().stream()
                    .filter(each -> each.name().equals(port.name()))
                    .findFirst();
            ports.add(new Port(
                    port.name(),
                    shall.filter(Port::up)
                            .map(each -> common(port.use(), each.use()))
                            .orElseGet(Port.Use.Moving::new),
                    port.up()));
        }
        return new Desired(running.box(), ports, policy, running.vlans());
    }

    private static Port.Use common(Port.Use is, Port.Use shall) {
        if (is instanceof Port.Use.Firewall before && shall instanceof Port.Use.Firewall after) {
            return new Port.Use.Firewall(
                    before.cidrs().stream().filter(after.cidrs()::contains).toList(),
                    before.vnis().stream().filter(after.vnis()::contains).toList());
        }
        return is.equals(shall) ? is : new Port.Use.Moving();
    }

    private VrfPolicy closed(VrfPolicy is) {
        var shall = wanted.policy().vrf(is.name());
        boolean exportStays = shall.flatMap(VrfPolicy::advertisement)
                .filter(each -> is.advertisement().filter(each::equals).isPresent())
                .flatMap(Advertisement::map)
                .filter(map -> wanted.policy().map(map).equals(running.policy().map(map)))
                .isPresent();
        return new VrfPolicy(
                is.name(),
                is.vni(),
                is.machines(),
                is.imports().stream()
                        .filter(each -> shall.filter(vrf -> vrf.imports().contains(each))
                                .isPresent())
                        .toList(),
                is.importMap(),
                exportStays || is.advertisement().isEmpty() ? is.advertisement() : CLOSED,
                is.sessions().stream()
                        .filter(each -> shall.filter(vrf -> vrf.sessions().contains(each))
                                .isPresent())
                        .toList());
    }

    private static VrfPolicy shrunk(VrfPolicy closed, VrfPolicy shall) {
        return new VrfPolicy(
                closed.name(),
                closed.vni(),
                closed.machines().filter(_ -> shall.machines().isPresent()),
                closed.imports(),
                closed.importMap().filter(_ -> shall.importMap().isPresent()),
                closed.advertisement().filter(_ -> shall.advertisement().isPresent()),
                closed.sessions());
    }

    /** One of two things that have a name. */
    private interface Both<T> {
        T of(T is, T shall);
    }

    private static <T> List<T> common(List<T> is, Function<T, Optional<T>> shall, Both<T> both) {
        return is.stream()
                .flatMap(each -> shall.apply(each).map(other -> both.of(each, other)).stream())
                .toList();
    }

    private static PrefixList common(PrefixList is, PrefixList shall) {
        return new PrefixList(
                is.name(), is.rules().stream().filter(shall.rules()::contains).toList());
    }

    private static RouteMap common(RouteMap is, RouteMap shall) {
        return new RouteMap(
                is.name(),
                is.entries().stream().filter(shall.entries()::contains).toList());
    }
}
