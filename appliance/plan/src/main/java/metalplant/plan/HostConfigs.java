package metalplant.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan.Segment;
import metalplant.plan.PlantPlan.Uplink;
import metalplant.plan.PlantPlan.Wire;

/** Configuration of the services around the API, from a plan alone: text out, nothing written. */
public final class HostConfigs {
    /** Name of a plant's own image store, the same in every plant. */
    public static final String IMAGES = "images.plant.internal";

    private HostConfigs() {}

    /** Below which the names of a partition's plant are. A host's name may have no underscore. */
    public static String domain(String partition) {
        return partition.replace('_', '-') + ".plant.internal";
    }

    /**
     * dnsmasq for names: the rack asks the plant, the plant asks whoever the uplink names, and knows itself. It gives no addresses away.
     *
     * @param domain below which the plant's own names are
     */
    public static String dnsmasq(PlantPlan plan, String domain) {
        var text = new Lines("# Made by plantd from plant.yaml at each start.");
        text.add("port=53")
                .add("no-resolv")
                .add("no-hosts")
                .add("no-daemon")
                .add("bind-dynamic")
                .add("cache-size=1000")
                .add("domain-needed")
                .add("bogus-priv")
                .add("stop-dns-rebind")
                .add("rebind-localhost-ok")
                .add("domain=" + domain)
                .add("local=/" + domain + "/")
                .add("listen-address=127.0.0.1");
        for (var segment : segments(plan)) {
            text.add("listen-address=" + segment.plant());
        }
        for (var server : servers(plan)) {
            text.add("server=" + server);
        }
        var own = segments(plan).isEmpty()
                ? "127.0.0.1"
                : segments(plan).getFirst().plant().toString();
        for (var name : List.of("plant", "api", "ntp", "dns")) {
            text.add("host-record=%s.%s,%s".formatted(name, domain, own));
        }
        return text.add("host-record=%s,%s".formatted(IMAGES, own)).text();
    }

    /** chrony: follows the sources of the plan, and gives the rack its own time when there is none. */
    public static String chrony(PlantPlan plan) {
        var text = new Lines("# Made by plantd from plant.yaml at each start.");
        for (var source : plan.timeSources()) {
            text.add("server " + source + " iburst");
        }
        text.add("driftfile /var/lib/metal-plant/infra/chrony.drift")
                .add("rtcsync")
                // The first three corrections may be of any size: a box out of a crate is years off.
                .add("makestep 1 3")
                // With no source beyond the plant its own clock is what the whole rack agrees on.
                .add("local stratum 10 orphan")
                .add("cmdport 0");
        for (var segment : segments(plan)) {
            text.add("allow " + segment.prefix());
        }
        return text.text();
    }

    /** The variables of {@code plant-net}: one per field of {@code networks}, left out if it has no value. */
    public static String network(PlantPlan plan) {
        var text = new Lines("# Made by plantd from plant.yaml at each start.");
        switch (plan.networks().uplink()) {
            case Uplink.None _ -> text.add("PLANT_UPLINK_MODE=none");
            case Uplink.Dhcp dhcp -> wire(text.add("PLANT_UPLINK_MODE=dhcp"), "PLANT_UPLINK", dhcp.wire());
            case Uplink.Static fixed -> {
                wire(text.add("PLANT_UPLINK_MODE=static"), "PLANT_UPLINK", fixed.wire());
                text.add("PLANT_UPLINK_ADDRESS=" + fixed.address());
                fixed.gateway().ifPresent(each -> text.add("PLANT_UPLINK_GATEWAY=" + each));
                if (!fixed.dns().isEmpty()) {
                    text.add("PLANT_UPLINK_DNS="
                            + String.join(
                                    ",",
                                    fixed.dns().stream()
                                            .map(IpAddress::toString)
                                            .toList()));
                }
            }
        }
        plan.networks().management().ifPresent(each -> segment(text, "PLANT_MANAGEMENT", each));
        plan.networks().pxe().ifPresent(each -> segment(text, "PLANT_PXE", each));
        if (!plan.networks().boot().relayed().isEmpty()) {
            text.add("PLANT_PXE_RELAYED="
                    + plan.networks().boot().relayed().stream()
                            .map(each -> each.prefix() + "@" + each.via())
                            .collect(java.util.stream.Collectors.joining(",")));
        }
        return text.text();
    }

    private static void segment(Lines text, String name, Segment segment) {
        wire(text, name, segment.wire());
        text.add("%s_PREFIX=%s".formatted(name, segment.prefix()));
        text.add("%s_ADDRESS=%s/%d"
                .formatted(name, segment.plant(), segment.prefix().length()));
    }

    private static void wire(Lines text, String name, Wire wire) {
        wire.device().ifPresent(each -> text.add("%s_INTERFACE=%s".formatted(name, each)));
        vlan(wire.vlan()).ifPresent(each -> text.add("%s_VLAN=%d".formatted(name, each)));
    }

    private static Optional<Integer> vlan(OptionalInt vlan) {
        return vlan.isPresent() ? Optional.of(vlan.getAsInt()) : Optional.empty();
    }

    /** The rack's networks, machines' first. */
    private static List<Segment> segments(PlantPlan plan) {
        return java.util.stream.Stream.of(plan.networks().pxe(), plan.networks().management())
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<IpAddress> servers(PlantPlan plan) {
        return plan.networks().uplink() instanceof Uplink.Static fixed ? fixed.dns() : List.of();
    }

    private static final class Lines {
        private final StringJoiner lines = new StringJoiner("\n", "", "\n");

        Lines(String first) {
            lines.add(first);
        }

        Lines add(String line) {
            lines.add(line);
            return this;
        }

        String text() {
            return lines.toString();
        }
    }
}
