package metalplant.server.moving;

import static metalplant.wire.Absent.toEmpty;
import static metalplant.wire.Absent.toText;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import metalplant.core.network.AdoptNetwork;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Bios;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.Hardware;
import metalplant.model.machine.Led;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineState;
import metalplant.model.machine.Role;
import metalplant.model.switches.Switch;
import metalplant.server.filesystem.FilesystemLayoutMapping;
import metalplant.server.machine.AllocateMapping;
import metalplant.server.machine.BmcMapping;
import metalplant.wire.WireTime;
import metalplant.wire.machine.BootInfo;
import metalplant.wire.machine.MachineAllocation;
import metalplant.wire.machine.MachineHardware;
import metalplant.wire.machine.MachineIPMI;
import metalplant.wire.machine.MachineNetwork;
import metalplant.wire.machine.MachineNic;
import metalplant.wire.machine.MachineProvisioningEvent;
import metalplant.wire.machine.MachineResponse;
import metalplant.wire.network.NetworkResponse;
import metalplant.wire.partition.DNSServer;
import metalplant.wire.partition.NTPServer;
import metalplant.wire.switches.SwitchNic;
import metalplant.wire.switches.SwitchResponse;
import org.jspecify.annotations.Nullable;

/** Documents of another installation as what they stand for here. Whatever a document lacks is empty. */
final class MoveInMapping {
    private static final String SHARED = "child-shared";

    private MoveInMapping() {}

    static AdoptNetwork.Request network(NetworkResponse said) {
        return new AdoptNetwork.Request(
                toText(said.id()),
                toText(said.name()),
                toText(said.description()),
                toText(said.parentNetworkId()),
                toText(said.partitionId()),
                toText(said.projectId()),
                said.prefixes(),
                said.destinationPrefixes(),
                said.nat(),
                said.shared() || SHARED.equals(said.networkType()),
                said.vrf(),
                said.labels());
    }

    static Machine machine(MachineResponse said, Optional<MachineIPMI> ipmi) {
        var bios = Optional.ofNullable(said.bios());
        var led = Optional.ofNullable(said.ledState());
        return new Machine(
                toText(said.id()),
                toText(said.name()),
                toText(said.description()),
                said.partition() == null ? "" : toText(said.partition().id()),
                toText(said.rackId()),
                said.size() == null ? "" : toText(said.size().id()),
                Optional.ofNullable(said.hardware())
                        .map(MoveInMapping::hardware)
                        .orElse(Hardware.NONE),
                bios.map(b -> new Bios(toText(b.version()), toText(b.vendor()), toText(b.date())))
                        .orElse(Bios.NONE),
                ipmi.map(BmcMapping::toBmc).orElse(Bmc.NONE),
                led.map(l -> new Led(toText(l.value()), toText(l.description())))
                        .orElse(Led.NONE),
                state(said.state()),
                said.tags().stream().filter(Objects::nonNull).toList(),
                Optional.ofNullable(said.allocation()).map(MoveInMapping::allocation),
                false,
                false,
                at(said.created()),
                at(said.changed()),
                0,
                Doubt.UNHEARD);
    }

    private static Instant at(@Nullable Instant time) {
        return time == null ? WireTime.ZERO : time;
    }

    private static MachineState state(metalplant.wire.machine.@Nullable MachineState said) {
        if (said == null) {
            return MachineState.AVAILABLE;
        }
        var value = Stream.of(MachineState.Value.values())
                .filter(each -> each.wire().equals(said.value()))
                .findFirst()
                .orElseThrow(() -> Problem.bad("\"%s\" is no state of a machine".formatted(said.value())));
        return new MachineState(value, said.description(), toText(said.issuer()), said.metalHammerVersion());
    }

    private static Hardware hardware(MachineHardware said) {
        return new Hardware(
                said.memory(),
                all(
                        said.cpus(),
                        cpu -> new Hardware.Cpu(
                                toText(cpu.vendor()), toText(cpu.model()), number(cpu.cores()), number(cpu.threads()))),
                all(said.gpus(), gpu -> new Hardware.Gpu(toText(gpu.vendor()), toText(gpu.model()))),
                all(said.disks(), disk -> new Hardware.Disk(toText(disk.name()), disk.size())),
                all(said.nics(), MoveInMapping::nic));
    }

    private static int number(long value) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw Problem.bad("no processor has %d cores".formatted(value));
        }
        return (int) value;
    }

    /** Neighbours are shown one level deep, and without the name of their host. */
    private static Hardware.Nic nic(MachineNic said) {
        return new Hardware.Nic(
                toText(said.mac()),
                toText(said.name()),
                toText(said.identifier()),
                "",
                all(said.neighbors(), MoveInMapping::nic));
    }

    private static Allocation allocation(MachineAllocation said) {
        return new Allocation(
                id(said.allocationUuid()),
                toText(said.name()),
                toText(said.description()),
                toText(said.creator()),
                at(said.created()),
                toText(said.project()),
                said.image() == null ? "" : toText(said.image().id()),
                Optional.ofNullable(said.filesystemLayout()).map(FilesystemLayoutMapping::toModel),
                all(toEmpty(said.networks()), MoveInMapping::network),
                toText(said.hostname()),
                toText(said.userData()),
                toEmpty(said.sshPubKeys()),
                role(toText(said.role())),
                said.succeeded(),
                said.reinstall(),
                "",
                Optional.ofNullable(said.bootInfo()).map(MoveInMapping::bootInfo),
                AllocateMapping.rules(said.firewallRules()),
                all(said.dnsServers(), DNSServer::ip),
                all(said.ntpServers(), NTPServer::address),
                List.of(),
                Optional.ofNullable(said.vpn())
                        .map(vpn -> new Allocation.Vpn(toText(vpn.address()), toText(vpn.authKey()), vpn.connected())));
    }

    private static UUID id(@Nullable String text) {
        try {
            return UUID.fromString(toText(text));
        } catch (IllegalArgumentException e) {
            throw Problem.bad("an allocation has an allocationuuid").because(e);
        }
    }

    private static Role role(String text) {
        return Stream.of(Role.values())
                .filter(role -> role.wire().equals(text))
                .findFirst()
                .orElseThrow(() -> Problem.bad("\"%s\" is no role of a machine".formatted(text)));
    }

    private static Allocation.MachineNetwork network(MachineNetwork said) {
        return new Allocation.MachineNetwork(
                toText(said.networkId()),
                toEmpty(said.prefixes()),
                said.ips(),
                toEmpty(said.destinationPrefixes()),
                said.vrf(),
                said.asn(),
                said.privateNetwork(),
                said.nat(),
                said.underlay(),
                toText(said.projectId()),
                toText(said.networkType()),
                toText(said.natTypeV2()),
                toText(said.networkTypeV2()));
    }

    private static Allocation.BootInfo bootInfo(BootInfo said) {
        return new Allocation.BootInfo(
                toText(said.imageId()),
                toText(said.primaryDisk()),
                toText(said.osPartition()),
                toText(said.initrd()),
                toText(said.cmdline()),
                toText(said.kernel()),
                toText(said.bootloaderId()));
    }

    /** What was heard of the machine there; kinds of events that are not known here are left out. */
    static ProvisioningEvents events(MachineResponse said) {
        var nothing = ProvisioningEvents.empty(toText(said.id()));
        var there = said.events();
        if (there == null) {
            return nothing;
        }
        return new ProvisioningEvents(
                nothing.machineId(),
                Stream.of(Liveliness.values())
                        .filter(each -> each.wire().equals(said.liveliness()))
                        .findFirst()
                        .orElse(nothing.liveliness()),
                Optional.ofNullable(there.lastEventTime()),
                there.crashLoop(),
                there.failedMachineReclaim(),
                Optional.ofNullable(there.lastErrorEvent()).flatMap(MoveInMapping::event),
                Optional.empty(),
                there.log().stream()
                        .filter(Objects::nonNull)
                        .flatMap(event -> event(event).stream())
                        .toList(),
                nothing.revision());
    }

    private static Optional<ProvisioningEvent> event(MachineProvisioningEvent said) {
        return EventType.parse(toText(said.event()))
                .map(type -> new ProvisioningEvent(at(said.time()), type, toText(said.message())));
    }

    static Switch leaf(SwitchResponse said) {
        return new Switch(
                toText(said.id()),
                toText(said.name()),
                toText(said.description()),
                said.partition() == null ? "" : toText(said.partition().id()),
                toText(said.rackId()),
                toText(said.mode()),
                Optional.ofNullable(said.os())
                        .map(os -> new Switch.Os(os.vendor(), os.version(), os.metalCoreVersion())),
                toText(said.managementIp()),
                toText(said.managementUser()),
                toText(said.consoleCommand()),
                all(said.nics(), MoveInMapping::port),
                connections(said),
                new Stamp(new UUID(0, 0), "", 0, WireTime.ZERO, WireTime.ZERO));
    }

    private static Switch.SwitchNic port(SwitchNic said) {
        var status = Stream.of(Switch.PortStatus.values())
                .filter(each -> each.name().equals(said.actual()))
                .findFirst()
                .orElse(Switch.PortStatus.UNKNOWN);
        return new Switch.SwitchNic(
                said.name(), said.identifier(), said.mac(), said.vrf(), status, Optional.empty(), Optional.empty());
    }

    private static Map<String, List<String>> connections(SwitchResponse said) {
        var ports = new TreeMap<String, List<String>>();
        for (var connection : said.connections()) {
            if (connection != null && connection.nic() != null) {
                ports.computeIfAbsent(toText(connection.machineId()), _ -> new ArrayList<>())
                        .add(connection.nic().name());
            }
        }
        return ports;
    }

    /** Of a list that comes from outside: null stands for nothing, in it as well. */
    private static <A, B> List<B> all(List<A> list, Function<A, B> mapping) {
        return list.stream().filter(Objects::nonNull).map(mapping).toList();
    }
}
