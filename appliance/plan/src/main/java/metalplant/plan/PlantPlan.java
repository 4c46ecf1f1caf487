package metalplant.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * What a new plant shall be. Whoever holds one may rely on it: names are well formed, prefixes do not overlap.
 *
 * @param place where the plant's partition lies
 * @param sshKeys public keys in the form of {@code authorized_keys}, of people who may log in to the box
 * @param timeSources names or addresses of time servers beyond the plant; none is fine
 * @param reach under which address all plants of a federation are reached; empty if there is no such address
 */
public record PlantPlan(
        Place place,
        Networks networks,
        Prefixes prefixes,
        List<String> sshKeys,
        Engine database,
        List<String> timeSources,
        Optional<Reach> reach) {

    public PlantPlan {
        sshKeys = List.copyOf(sshKeys);
        timeSources = List.copyOf(timeSources);
    }

    /** One that is reached under its own addresses alone. */
    public PlantPlan(
            Place place,
            Networks networks,
            Prefixes prefixes,
            List<String> sshKeys,
            Engine database,
            List<String> timeSources) {
        this(place, networks, prefixes, sshKeys, database, timeSources, Optional.empty());
    }

    /**
     * The one address of all plants, told to routers by BGP while this plant's federation door is healthy.
     *
     * @param address the same in every plant of the federation
     * @param asn this plant's own
     * @param neighbours whom it is told, at least one, of the address's family
     */
    public record Reach(IpAddress address, long asn, List<Neighbour> neighbours) {
        public Reach {
            neighbours = List.copyOf(neighbours);
        }
    }

    /** A router at the uplink. */
    public record Neighbour(IpAddress address, long asn) {
        @Override
        public String toString() {
            return address + " as " + asn;
        }
    }

    /** Ids of region, zone and partition; the partition's can never change. */
    public record Place(String region, String zone, String partition) {}

    /** Which database a plant keeps its facts in. */
    public enum Engine {
        POSTGRES,
        COCKROACH;

        /** As it is written down, and as its unit is called. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The box's own networks.
     *
     * @param management where switches and BMCs are
     * @param pxe where machines boot
     * @param boot who gives addresses there
     * @param controllers what is given to management controllers, which are in {@code management}; empty if nothing is
     */
    public record Networks(
            Uplink uplink,
            Optional<Segment> management,
            Optional<Segment> pxe,
            Boot boot,
            Optional<AddressRange> controllers) {}

    /**
     * Addresses of booting machines.
     *
     * @param dhcpServer who gives them; empty if the plant does. With one, the plant only says what to boot
     * @param relayed further networks whose relays send their machines' questions to the plant
     */
    public record Boot(Optional<IpAddress> dhcpServer, List<Relayed> relayed) {
        /** The plant gives them, and there is one network. */
        public static final Boot DEFAULT = new Boot(Optional.empty(), List.of());

        public Boot {
            relayed = List.copyOf(relayed);
        }
    }

    /**
     * A network of machines behind a relay, which has its first address.
     *
     * @param via the way to it: an address in the network of the plant
     */
    public record Relayed(Cidr prefix, IpAddress via) {}

    /** Which wire, and which VLAN on it; no wire named means the first one that has a carrier. */
    public record Wire(Optional<String> device, OptionalInt vlan) {
        public static final Wire ANY = new Wire(Optional.empty(), OptionalInt.empty());
    }

    /** The way out of the rack. */
    public sealed interface Uplink {
        /** There is none: the plant works by itself. */
        record None() implements Uplink {}

        /** Somebody out there gives the address. */
        record Dhcp(Wire wire) implements Uplink {}

        /** @param dns servers to ask for names beyond the plant; none is fine */
        record Static(Wire wire, HostAddress address, Optional<IpAddress> gateway, List<IpAddress> dns)
                implements Uplink {
            public Static {
                dns = List.copyOf(dns);
            }
        }
    }

    /** An address and how much of it names the network. */
    public record HostAddress(IpAddress address, int length) {
        public Cidr network() {
            return new Cidr(address, length);
        }

        @Override
        public String toString() {
            return address + "/" + length;
        }
    }

    /** A network of the rack; the plant has its first address. */
    public record Segment(Wire wire, Cidr prefix) {
        public IpAddress plant() {
            return prefix.first().plus(java.math.BigInteger.ONE);
        }
    }

    /**
     * Address space that the plant's API gives away.
     *
     * @param tenantLength how long the prefix of a project's network is, IPv4
     */
    public record Prefixes(List<Cidr> internet, List<Cidr> tenantSuper, int tenantLength, List<Cidr> underlay) {
        public Prefixes {
            internet = List.copyOf(internet);
            tenantSuper = List.copyOf(tenantSuper);
            underlay = List.copyOf(underlay);
        }

        /** What a plant has that was told nothing: no address of the internet, and the middle of 10.0.0.0/8. */
        public static final Prefixes DEFAULT =
                new Prefixes(List.of(), List.of(Cidr.parse("10.128.0.0/9")), 22, List.of(Cidr.parse("10.1.0.0/16")));
    }

    /** What is left to defaults when only the place is known. */
    public static PlantPlan at(Place place, Uplink uplink) {
        return new PlantPlan(
                place,
                new Networks(uplink, Optional.empty(), Optional.empty(), Boot.DEFAULT, Optional.empty()),
                Prefixes.DEFAULT,
                List.of(),
                Engine.POSTGRES,
                List.of());
    }
}
