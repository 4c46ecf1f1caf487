package metalplant.server.machine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import metalplant.model.Stamp;
import metalplant.model.event.CommandOutcome;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.image.Image;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Hardware;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineDetails;
import metalplant.model.partition.Partition;
import metalplant.model.size.Size;
import metalplant.server.filesystem.FilesystemLayoutMapping;
import metalplant.server.image.ImageMapping;
import metalplant.server.partition.PartitionMapping;
import metalplant.server.size.SizeMapping;
import metalplant.wire.WireTime;
import metalplant.wire.image.ImageResponse;
import metalplant.wire.machine.BootInfo;
import metalplant.wire.machine.ChassisIdentifyLEDState;
import metalplant.wire.machine.FirewallEgressRule;
import metalplant.wire.machine.FirewallIngressRule;
import metalplant.wire.machine.FirewallRules;
import metalplant.wire.machine.MachineAllocation;
import metalplant.wire.machine.MachineBIOS;
import metalplant.wire.machine.MachineBlockDevice;
import metalplant.wire.machine.MachineBmcCommand;
import metalplant.wire.machine.MachineHardware;
import metalplant.wire.machine.MachineNetwork;
import metalplant.wire.machine.MachineNic;
import metalplant.wire.machine.MachineProvisioningEvent;
import metalplant.wire.machine.MachineRecentProvisioningEvents;
import metalplant.wire.machine.MachineResponse;
import metalplant.wire.machine.MachineState;
import metalplant.wire.machine.MachineVPN;
import metalplant.wire.machine.MetalCPU;
import metalplant.wire.machine.MetalGPU;
import metalplant.wire.partition.DNSServer;
import metalplant.wire.partition.NTPServer;
import metalplant.wire.partition.PartitionResponse;
import metalplant.wire.size.SizeResponse;
import org.jspecify.annotations.Nullable;

/** Machines as they are shown. A reference that leads nowhere becomes an entity with an id and nothing else. */
public final class MachineMapping {
    private static final Stamp NO_STAMP = new Stamp(new UUID(0, 0), "", 0, WireTime.ZERO, WireTime.ZERO);
    private static final MachineRecentProvisioningEvents NO_EVENTS =
            new MachineRecentProvisioningEvents(false, false, null, null, null, List.of());

    private MachineMapping() {}

    public static MachineResponse toWire(MachineDetails details) {
        var machine = details.view().machine();
        var events = details.view().events();
        return new MachineResponse(
                machine.id(),
                machine.name(),
                machine.description(),
                machine.created(),
                machine.changed(),
                machine.allocation().map(a -> toWire(a, details.image())).orElse(null),
                new MachineBIOS(
                        machine.bios().date(),
                        machine.bios().vendor(),
                        machine.bios().version()),
                events.map(MachineMapping::toWire).orElse(NO_EVENTS),
                toWire(machine.hardware()),
                new ChassisIdentifyLEDState(
                        machine.led().description(), machine.led().value()),
                events.map(e -> e.liveliness().wire()).orElse(""),
                partition(machine, details.partition()),
                machine.rackId(),
                size(machine, details.size()),
                toWire(machine.state()),
                machine.tags(),
                machine.unconfirmed() ? machine.doubt().name() : null);
    }

    private static @Nullable PartitionResponse partition(Machine machine, Optional<Partition> found) {
        if (machine.partitionId().isEmpty()) {
            return null;
        }
        return found.map(PartitionMapping::toWire).orElseGet(() -> PartitionMapping.unknown(machine.partitionId()));
    }

    private static @Nullable SizeResponse size(Machine machine, Optional<Size> found) {
        if (machine.sizeId().isEmpty()) {
            return null;
        }
        var name = machine.sizeId().equals(Size.UNKNOWN) ? Size.UNKNOWN : "";
        return SizeMapping.toWire(
                found.orElseGet(() -> new Size(machine.sizeId(), name, "", List.of(), Map.of(), NO_STAMP)));
    }

    private static @Nullable ImageResponse image(Allocation allocation, Optional<Image> found) {
        if (allocation.imageId().isEmpty()) {
            return null;
        }
        return ImageMapping.toWire(found.orElseGet(
                () -> new Image(allocation.imageId(), "", "", "", "", "", List.of(), "", WireTime.ZERO, NO_STAMP)));
    }

    private static MachineState toWire(metalplant.model.machine.MachineState state) {
        return new MachineState(
                state.description(),
                state.issuer(),
                state.metalHammerVersion(),
                state.value().wire());
    }

    private static MachineRecentProvisioningEvents toWire(ProvisioningEvents events) {
        return new MachineRecentProvisioningEvents(
                events.crashLoop(),
                events.failedReclaim(),
                events.lastCommand().map(MachineMapping::toWire).orElse(null),
                events.lastError().map(MachineMapping::toWire).orElse(null),
                events.lastEventTime().orElse(null),
                events.log().stream().map(MachineMapping::toWire).toList());
    }

    private static MachineBmcCommand toWire(CommandOutcome outcome) {
        return new MachineBmcCommand(outcome.command(), outcome.state().wire(), outcome.message(), outcome.time());
    }

    private static MachineProvisioningEvent toWire(ProvisioningEvent event) {
        return new MachineProvisioningEvent(event.event().wire(), event.message(), event.time());
    }

    private static MachineHardware toWire(Hardware hardware) {
        return new MachineHardware(
                0,
                hardware.cpus().stream()
                        .map(cpu -> new MetalCPU(cpu.cores(), cpu.model(), cpu.threads(), cpu.vendor()))
                        .toList(),
                hardware.disks().stream()
                        .map(disk -> new MachineBlockDevice(disk.name(), disk.size()))
                        .toList(),
                hardware.gpus().stream()
                        .map(gpu -> new MetalGPU(gpu.model(), gpu.vendor()))
                        .toList(),
                hardware.memory(),
                hardware.nics().stream().map(MachineMapping::toWire).toList());
    }

    /** Neighbours are shown one level deep. */
    private static MachineNic toWire(Hardware.Nic nic) {
        return new MachineNic(
                nic.identifier(),
                nic.mac(),
                nic.name(),
                nic.neighbors().stream()
                        .map(n -> new MachineNic(n.identifier(), n.mac(), n.name(), List.of()))
                        .toList());
    }

    private static MachineAllocation toWire(Allocation a, Optional<Image> image) {
        return new MachineAllocation(
                a.name(),
                a.created(),
                a.id().toString(),
                a.bootInfo().map(MachineMapping::toWire).orElse(null),
                a.creator(),
                a.description(),
                a.dnsServers().stream().map(DNSServer::new).toList(),
                a.layout().map(FilesystemLayoutMapping::toWire).orElse(null),
                a.firewallRules().map(MachineMapping::toWire).orElse(null),
                a.hostname(),
                image(a, image),
                a.networks().isEmpty()
                        ? null
                        : a.networks().stream().map(MachineMapping::toWire).toList(),
                a.ntpServers().stream().map(NTPServer::new).toList(),
                a.projectId(),
                a.reinstall(),
                a.role().wire(),
                a.sshPublicKeys(),
                a.succeeded(),
                a.userData(),
                a.vpn()
                        .map(vpn -> new MachineVPN(vpn.address(), vpn.authKey(), vpn.connected()))
                        .orElse(null));
    }

    private static BootInfo toWire(Allocation.BootInfo info) {
        return new BootInfo(
                info.bootloaderId(),
                info.cmdline(),
                info.imageId(),
                info.initrd(),
                info.kernel(),
                info.osPartition(),
                info.primaryDisk());
    }

    private static MachineNetwork toWire(Allocation.MachineNetwork n) {
        return new MachineNetwork(
                n.asn(),
                n.destinationPrefixes(),
                n.ips(),
                n.nat(),
                n.natTypeV2(),
                n.networkId(),
                n.type(),
                n.networkTypeV2(),
                n.prefixes(),
                n.isPrivate(),
                n.projectId(),
                n.underlay(),
                n.vrf());
    }

    private static FirewallRules toWire(Allocation.FirewallRules rules) {
        return new FirewallRules(
                rules.egress().stream()
                        .map(r -> new FirewallEgressRule(r.comment(), r.ports(), r.protocol(), r.to()))
                        .toList(),
                rules.ingress().stream()
                        .map(r -> new FirewallIngressRule(r.comment(), r.from(), r.ports(), r.protocol(), r.to()))
                        .toList());
    }
}
