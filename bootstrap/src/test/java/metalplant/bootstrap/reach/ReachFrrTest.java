package metalplant.bootstrap.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan;
import metalplant.plan.PlantPlan.Neighbour;
import metalplant.plan.PlantPlan.Place;
import metalplant.plan.PlantPlan.Reach;
import metalplant.plan.PlantPlan.Uplink;
import metalplant.plan.PlantPlan.Wire;
import org.junit.jupiter.api.Test;

class ReachFrrTest {
    static PlantPlan plan(String address, long asn, Neighbour... neighbours) {
        var plain = PlantPlan.at(new Place("eu", "eu-north", "north-1"), new Uplink.Dhcp(Wire.ANY));
        return new PlantPlan(
                plain.place(),
                plain.networks(),
                plain.prefixes(),
                List.of(),
                plain.database(),
                List.of(),
                Optional.of(new Reach(IpAddress.parse(address), asn, List.of(neighbours))));
    }

    private static String text(PlantPlan plan) {
        return ReachFrr.of(plan, plan.reach().orElseThrow());
    }

    @Test
    void theAddressIsToldWhileItIsThereAndNothingIsTaken() {
        assertThat(text(plan(
                        "198.51.100.1",
                        4_200_009_001L,
                        new Neighbour(IpAddress.parse("192.0.2.1"), 65_001),
                        new Neighbour(IpAddress.parse("192.0.2.2"), 65_001))))
                .isEqualTo("""
                        ! One address for all plants. Made by plantctl reach frr; what is changed here by hand is gone with the next one.
                        frr defaults datacenter
                        hostname north-1
                        log syslog informational
                        !
                        ip prefix-list ALL-PLANTS seq 5 permit 198.51.100.1/32
                        !
                        route-map TELL permit 10
                         match ip address prefix-list ALL-PLANTS
                        exit
                        !
                        route-map NOTHING deny 10
                        exit
                        !
                        router bgp 4200009001
                         bgp router-id 250.87.13.41
                         bgp network import-check
                         neighbor 192.0.2.1 remote-as 65001
                         neighbor 192.0.2.1 timers 3 9
                         neighbor 192.0.2.2 remote-as 65001
                         neighbor 192.0.2.2 timers 3 9
                         address-family ipv4 unicast
                          network 198.51.100.1/32
                          neighbor 192.0.2.1 route-map NOTHING in
                          neighbor 192.0.2.1 route-map TELL out
                          neighbor 192.0.2.2 route-map NOTHING in
                          neighbor 192.0.2.2 route-map TELL out
                         exit-address-family
                        exit
                        !
                        """);
    }

    @Test
    void anAddressOfTheSixthVersionIsOfThatFamilyAlone() {
        assertThat(text(plan("2001:db8::1", 65_000, new Neighbour(IpAddress.parse("2001:db8:1::1"), 65_001))))
                .contains("ipv6 prefix-list ALL-PLANTS seq 5 permit 2001:db8::1/128", " match ipv6 address prefix-list")
                .contains(
                        " no neighbor 2001:db8:1::1 activate",
                        " address-family ipv6 unicast",
                        "  network 2001:db8::1/128")
                .doesNotContain("ipv4 unicast");
    }
}
