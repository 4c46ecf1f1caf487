package metalplant.plan;

import java.util.List;
import java.util.stream.Collectors;
import metalplant.model.ip.Cidr;
import metalplant.plan.PlantPlan.Segment;
import metalplant.plan.PlantPlan.Uplink;
import metalplant.plan.PlantPlan.Wire;

/** A plan as a {@code plant.yaml} in which nothing is left to a default; read again it is the same plan. */
public final class PlanText {
    private PlanText() {}

    public static String of(PlantPlan plan) {
        var text = new StringBuilder();
        text.append("region: %s%nzone: %s%npartition: %s%n"
                .formatted(
                        quoted(plan.place().region()),
                        quoted(plan.place().zone()),
                        quoted(plan.place().partition())));
        text.append("networks:%n  uplink:%n".formatted())
                .append(uplink(plan.networks().uplink()));
        plan.networks()
                .management()
                .ifPresent(each -> text.append(segment("management", each))
                        .append("    controllers: %s%n"
                                .formatted(plan.networks()
                                        .controllers()
                                        .map(range -> quoted(range.toString()))
                                        .orElse(Forms.NONE))));
        plan.networks()
                .pxe()
                .ifPresent(each -> text.append(segment("pxe", each))
                        .append(boot(plan.networks().boot())));
        text.append("prefixes:%n  internet: %s%n  tenant-super: %s%n  tenant-length: %d%n  underlay: %s%n"
                .formatted(
                        prefixes(plan.prefixes().internet()),
                        prefixes(plan.prefixes().tenantSuper()),
                        plan.prefixes().tenantLength(),
                        prefixes(plan.prefixes().underlay())));
        text.append("access:%n  ssh-keys: %s%n".formatted(list(plan.sshKeys())));
        text.append("database: %s%n".formatted(plan.database().word()));
        text.append("time:%n  sources: %s%n".formatted(list(plan.timeSources())));
        plan.reach()
                .ifPresent(each -> text.append("reach:%n  address: %s%n  asn: %d%n  neighbours: %s%n"
                        .formatted(
                                quoted(each.address().toString()),
                                each.asn(),
                                list(each.neighbours().stream()
                                        .map(Object::toString)
                                        .toList()))));
        return text.toString();
    }

    private static String uplink(Uplink uplink) {
        return switch (uplink) {
            case Uplink.None _ -> "    mode: none%n".formatted();
            case Uplink.Dhcp dhcp -> "    mode: dhcp%n".formatted() + wire(dhcp.wire());
            case Uplink.Static fixed ->
                "    mode: static%n".formatted()
                        + wire(fixed.wire())
                        + "    address: %s%n".formatted(quoted(fixed.address().toString()))
                        + fixed.gateway()
                                .map(each -> "    gateway: %s%n".formatted(quoted(each.toString())))
                                .orElse("")
                        + "    dns: %s%n"
                                .formatted(list(fixed.dns().stream()
                                        .map(Object::toString)
                                        .toList()));
        };
    }

    private static String segment(String name, Segment segment) {
        return "  %s:%n%s    prefix: %s%n"
                .formatted(name, wire(segment.wire()), quoted(segment.prefix().toString()));
    }

    private static String boot(PlantPlan.Boot boot) {
        return boot.dhcpServer()
                        .map(each -> "    dhcp-server: %s%n".formatted(quoted(each.toString())))
                        .orElse("")
                + "    relayed: %s%n"
                        .formatted(list(boot.relayed().stream()
                                .map(each -> each.prefix() + " via " + each.via())
                                .toList()));
    }

    private static String wire(Wire wire) {
        return wire.device()
                        .map(each -> "    interface: %s%n".formatted(quoted(each)))
                        .orElse("")
                + (wire.vlan().isPresent()
                        ? "    vlan: %d%n".formatted(wire.vlan().getAsInt())
                        : "");
    }

    private static String prefixes(List<Cidr> prefixes) {
        return list(prefixes.stream().map(Cidr::toString).toList());
    }

    private static String list(List<String> texts) {
        return texts.stream().map(PlanText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
