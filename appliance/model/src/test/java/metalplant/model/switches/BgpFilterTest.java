package metalplant.model.switches;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import metalplant.model.Stamp;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Role;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkType;
import org.junit.jupiter.api.Test;

class BgpFilterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Stamp STAMP = new Stamp(new UUID(0, 1), "", 1, NOW, NOW);

    private static Allocation allocation(Role role, Allocation.MachineNetwork... networks) {
        return new Allocation(
                new UUID(1, 1),
                "",
                "",
                "",
                NOW,
                "project",
                "",
                Optional.empty(),
                List.of(networks),
                "",
                "",
                List.of(),
                role,
                false,
                false,
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private static Allocation.MachineNetwork network(
            String id, boolean isPrivate, boolean underlay, long vrf, String prefix, String... ips) {
        return new Allocation.MachineNetwork(
                id,
                List.of(prefix),
                List.of(ips),
                List.of(),
                vrf,
                0,
                isPrivate,
                false,
                underlay,
                "project",
                "",
                "none",
                "child");
    }

    private static Network entity(String id, String parent, String... additional) {
        return new Network(
                id,
                "",
                "",
                NetworkType.CHILD,
                "",
                "",
                parent,
                List.of(Cidr.parse("10.0.0.0/22")),
                List.of(),
                Map.of(),
                false,
                false,
                0,
                Map.of(),
                List.of(additional),
                STAMP);
    }

    private static List<IpAddress> addresses(String... texts) {
        return Stream.of(texts).map(IpAddress::parse).toList();
    }

    private static final Map<String, Network> NETWORKS =
            Map.of("net", entity("net", "super"), "super", entity("super", "", "10.240.0.0/12"));

    @Test
    void aMachineMayAnnounceItsNetworkWhatItsSuperNetworkAllowsAndTheAddressesOfItsProject() {
        var machine = allocation(
                Role.MACHINE,
                network("net", true, false, 7, "10.0.0.0/22", "10.0.0.1"),
                network("internet", false, false, 8, "185.1.2.0/24", "185.1.2.3"));

        var filter = BgpFilter.of(
                machine, "vrf7", NETWORKS, addresses("10.0.0.1", "10.0.3.9", "185.1.2.3", "185.1.2.2", "2001:db8::1"));

        assertThat(filter.vnis()).contains(List.of());
        assertThat(filter.cidrs()).contains(List.of("10.0.0.0/22", "10.240.0.0/12", "185.1.2.2/31", "2001:db8::1/128"));
    }

    @Test
    void aMissingNetworkOnlyCostsWhatItAllows() {
        var machine = allocation(Role.MACHINE, network("gone", true, false, 7, "10.0.0.0/22"));

        assertThat(BgpFilter.of(machine, "vrf7", Map.of(), List.of()).cidrs()).contains(List.of("10.0.0.0/22"));
    }

    @Test
    void aFirewallIsFilteredOnceItsPortIsInTheDefaultVrf() {
        var firewall = allocation(
                Role.FIREWALL,
                network("net", true, false, 90, "10.0.0.0/22", "10.0.0.1"),
                network("internet", false, false, 104009, "185.1.2.0/24"),
                network("underlay", false, true, 0, "10.1.0.0/24", "10.1.0.9", "10.1.0.10"));

        var installed = BgpFilter.of(firewall, "default", NETWORKS, addresses("10.0.0.1"));
        var booting = BgpFilter.of(firewall, "", NETWORKS, addresses("10.0.0.1"));

        assertThat(installed.vnis()).contains(List.of("104009", "90"));
        assertThat(installed.cidrs()).contains(List.of("10.1.0.10/32", "10.1.0.9/32"));
        assertThat(booting.vnis()).isEmpty();
        assertThat(booting.cidrs()).isEmpty();
    }
}
