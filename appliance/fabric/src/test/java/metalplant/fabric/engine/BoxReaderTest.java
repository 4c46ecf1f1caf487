package metalplant.fabric.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.ZoneReader;
import metalplant.plan.Finding;
import org.junit.jupiter.api.Test;

class BoxReaderTest {
    private static final Path EXAMPLES = Path.of("../../docs/examples");

    @Test
    void theExampleOfTheDocumentsGivesEachSwitchItsWholeFile() throws IOException {
        // when
        var read = BoxReader.read(zone(), Files.readString(EXAMPLES.resolve("boxes.yaml")));

        // then
        assertThat(read).isInstanceOf(BoxReader.Result.Good.class);
        var desired = Engine.desired(((BoxReader.Result.Good) read).model());
        assertThat(desired).hasSize(10);
        assertThat(file(Models.of(desired, "leaf11")))
                .contains("neighbor Ethernet8 interface peer-group MACHINE")
                .contains("neighbor Ethernet56 route-map fw-Ethernet56-vni out")
                .contains("import vrf Vrf1900");
        assertThat(file(Models.of(desired, "exit11")))
                .contains("neighbor 198.51.100.4 route-map EXT-IN-Ethernet4 in")
                .contains("neighbor 172.20.8.1 bfd");
        assertThat(file(Models.of(desired, "spine2")))
                .contains("router bgp 4200000280")
                .doesNotContain("advertise-all-vni");
    }

    @Test
    void allThatIsWrongIsSaidWithItsLine() throws IOException {
        assertThat(complaints("""
                        leaf11:
                          role: mgmt
                          loopback: 10.0.1
                          links: [Ethernet0, Ethernet0]
                          machines: {Ethernet8: z1, eth1: x1}
                          neighbours: {Ethernet4: {network: x1, address: 10.0.0.1, neighbour: 10.0.0.2, asn: 0}}
                          uplinks: []
                        spine1: {role: spine, loopback: 10.0.1.80}
                        """))
                .contains(
                        "line 2: leaf11.role: must be leaf, spine or exit, not \"mgmt\"",
                        "line 3: leaf11.loopback: must be an IPv4 address, not \"10.0.1\"",
                        "line 5: leaf11.machines.Ethernet8: must be the name of a network of the zone, not \"z1\"",
                        "line 6: leaf11.neighbours.Ethernet4.address: must be an address with its length, as 172.16.0.1/30, not \"10.0.0.1\"",
                        "line 8: spine1.asn: is missing; it is a number from 1 to 4294967294")
                .anyMatch(each -> each.contains("leaf11.machines.eth1: must be a port such as Ethernet8"))
                .anyMatch(each -> each.contains("leaf11.Ethernet0: is there twice"))
                .anyMatch(each -> each.contains("there is no key \"uplinks\""))
                .anyMatch(each -> each.contains("exit22: is a switch of the zone, and nothing says where it stands"));
    }

    private static Zone zone() throws IOException {
        var read = ZoneReader.read(Files.readString(EXAMPLES.resolve("zone.yaml")));
        return ((ZoneReader.Result.Good) read).zone();
    }

    private static String file(Desired of) {
        return Engine.texts(of, Models.TUNNEL).frr();
    }

    private static List<String> complaints(String text) throws IOException {
        return BoxReader.read(zone(), text) instanceof BoxReader.Result.Bad bad
                ? bad.findings().stream().map(Finding::text).toList()
                : List.of();
    }
}
