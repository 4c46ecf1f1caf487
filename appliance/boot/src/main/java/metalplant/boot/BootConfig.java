package metalplant.boot;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.boot.dhcp.DhcpWatch;
import metalplant.boot.plant.GrpcPlant;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * What a boot server is told.
 *
 * @param partition whose machines boot
 * @param address the plant's address among them
 * @param prefix the network that they are in
 * @param relayed further networks, behind relays
 * @param dhcpServer who gives addresses there; empty if the plant does
 * @param port of HTTP, on {@code address} for machines and on loopback for the host
 * @param plant the plant's boot door, and what the boot server shows there
 * @param api the plant's API, to which a machine's question for its own document is passed on
 * @param machines what machines are told
 * @param leases dnsmasq's file of addresses
 * @param images the folder of the plant's image store
 * @param probeEvery how often to ask for foreign DHCP servers
 * @param switches who is served in the management network; empty if nobody is
 * @param management the plant's address in the management network if controllers get addresses from it; empty if they do not
 */
public record BootConfig(
        String partition,
        IpAddress address,
        Cidr prefix,
        List<Cidr> relayed,
        Optional<IpAddress> dhcpServer,
        int port,
        PlantDoor plant,
        URI api,
        ForMachines machines,
        Path leases,
        Path images,
        Duration probeEvery,
        Optional<ForSwitches> switches,
        Optional<IpAddress> management) {
    public BootConfig {
        relayed = List.copyOf(relayed);
    }

    /** Where the plant is, and with which certificate it is asked. */
    public record PlantDoor(InetSocketAddress address, GrpcPlant.Identity identity) {}

    /**
     * What the installer of a machine needs beside its credentials.
     *
     * @param grpc address of the boot door, as machines reach it
     * @param timeServers names or addresses
     */
    public record ForMachines(String grpc, List<String> timeServers, boolean debug) {
        public ForMachines {
            timeServers = List.copyOf(timeServers);
        }
    }

    /**
     * What is served to switches.
     *
     * @param address the plant's address among them
     * @param prefix the management network
     * @param given file with the switches, read again when it changes
     * @param progress file in which is kept how far each is
     * @param key file with the key by which what agents say is passed on to the API
     */
    public record ForSwitches(IpAddress address, Cidr prefix, Path given, Path progress, Path key) {}

    /** Where no other DHCP server should answer. */
    List<DhcpWatch.Wire> wires() {
        var all = new ArrayList<>(List.of(new DhcpWatch.Wire(address, "where machines boot")));
        management.ifPresent(own -> all.add(new DhcpWatch.Wire(own, "in the management network")));
        return all;
    }

    /** Where machines reach the boot server. */
    String base() {
        return "http://%s:%d".formatted(address, port);
    }
}
