package metalplant.fabric.cabling;

import static metalplant.fabric.cabling.Cablings.KIND;
import static metalplant.fabric.cabling.Cablings.box;
import static metalplant.fabric.cabling.Cablings.complaints;
import static metalplant.fabric.cabling.Cablings.good;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import metalplant.fabric.config.AgentEnvironment;
import metalplant.fabric.number.Numbers.Identity;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlanReader;
import metalplant.plan.PlantPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CablingReaderTest {
    private static final String PAIR = KIND
            + box(
                    "leaf01",
                    "leaf",
                    1,
                    "rack: r1\nmachines: [Ethernet0-Ethernet12]\nplant: [Ethernet16]\nlinks: [Ethernet28 to spine01 Ethernet0]")
            + box(
                    "leaf02",
                    "leaf",
                    2,
                    "rack: r1\nmachines: [Ethernet0-Ethernet12]\nlinks: [Ethernet28 to spine01 Ethernet4]");

    private static final String SPINE = box("spine01", "spine", 3, "");

    @Test
    void theExampleOfTheDocumentsIsACabling() {
        // when
        var cabling = good(Cablings.example("switches.yaml"));

        // then
        assertThat(cabling.switches())
                .extracting(FabricSwitch::name)
                .containsExactly("exit01", "exit02", "mgmt01", "r01leaf01", "r01leaf02");
        var leaf = cabling.find("r01leaf01").orElseThrow();
        assertThat(leaf.machines()).containsExactly("Ethernet0", "Ethernet1", "Ethernet2", "Ethernet3", "Ethernet4");
        assertThat(leaf.ports().subList(0, 2))
                .extracting(FrontPort::alias)
                .containsExactly("Eth1/1(Port1)", "Eth1/2(Port1)");
        assertThat(cabling.find("exit02").orElseThrow().links())
                .containsExactly(
                        new Link("Ethernet0", "r01leaf01", "Ethernet124"),
                        new Link("Ethernet4", "r01leaf02", "Ethernet124"));
        assertThat(cabling.pxeVlan()).isEqualTo(4001);
    }

    @Test
    void aLinkMayBeWrittenAtBothEnds() {
        var once = good(PAIR + SPINE);
        var twice = good(PAIR
                + box(
                        "spine01",
                        "spine",
                        3,
                        "links: [Ethernet0 to leaf01 Ethernet28, Ethernet4 to leaf02 Ethernet28]"));
        assertThat(twice).isEqualTo(once);
    }

    @Test
    void anExitsCablesGoToItsAgent() {
        var cables =
                "cables: [fra-muc Ethernet8 172.20.8.0/31 to muc-1/exit01 172.20.8.1, fra-ber Ethernet12 172.20.8.5/30 to exit09 172.20.8.6]";
        var cabling = good(PAIR + box("spine01", "exit", 3, cables));

        var exit = cabling.find("spine01").orElseThrow();

        assertThat(exit.cables())
                .extracting(ExitCable::text)
                .containsExactly(
                        "fra-muc=Ethernet8:172.20.8.0/31:muc-1/exit01:172.20.8.1",
                        "fra-ber=Ethernet12:172.20.8.5/30:exit09:172.20.8.6");
        var identity = Optional.of(new Identity(IpAddress.parse("10.0.0.1"), 4_200_000_002L));
        assertThat(AgentEnvironment.of(Cablings.plan(), cabling, exit, identity, 4280)
                        .orElseThrow())
                .contains(
                        "METAL_CORE_CABLES=fra-muc=Ethernet8:172.20.8.0/31:muc-1/exit01:172.20.8.1,fra-ber=Ethernet12:172.20.8.5/30:exit09:172.20.8.6\n");
    }

    @Test
    void endsThatDoNotAgreeAreTold() {
        var text = PAIR + box("spine01", "spine", 3, "links: [Ethernet0 to leaf02 Ethernet24]");
        assertThat(complaints(text))
                .containsExactly(
                        "line 37: switches.spine01: Ethernet0 of spine01 is used twice: in line 23 (links of leaf01 Ethernet28) and in line 37 (links to leaf02 Ethernet24)");
    }

    /** {@code /} is a new line of the key's own; what is left out of PAIR and SPINE is replaced by {@code text}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "plant: [Ethernet16]    | plant: [Ethernet12]       | line 22: switches.leaf01: Ethernet12 of leaf01 is used twice: in line 21 (machines) and in line 22 (plant)",
                "plant: [Ethernet16]    | plant: [Ethernet17]       | line 22: switches.leaf01.plant: there is no port Ethernet17; did you mean Ethernet12?",
                "plant: [Ethernet16]    | plant: []                 | line 16: at no leaf is there the plant's own server (plant: [PORT]): machines would not reach it",
                "to spine01 Ethernet0   | to spine02 Ethernet0      | line 23: switches.leaf01.links: there is no switch spine02",
                "to spine01 Ethernet0   | to leaf02 Ethernet24      | line 23: switches.leaf01.links: a leaf has no link to a leaf",
                "to spine01 Ethernet0   | to leaf01 Ethernet24      | line 23: switches.leaf01.links: a switch has no link to itself",
                "to spine01 Ethernet0   | to spine01 Ethernet3      | line 23: switches.leaf01.links: at spine01 there is no port Ethernet3; did you mean Ethernet0?",
                "links: [Ethernet28 to spine01 Ethernet4] | links: [] | line 25: switches.leaf02.links: a leaf without a link reaches nothing; one end of each is enough, here or at the other switch",
                "rack: r1               | rack: r2                  | line 29: switches.leaf02.rack: r1 has one leaf; machines hang at two, or the plant has one leaf in all",
                "machines: [Ethernet0-Ethernet12] | machines: [Ethernet0] | line 30: switches.leaf02.machines: leaf01 has 1 of them and leaf02 has 4; a machine hangs at both",
                "machines: [Ethernet0-Ethernet12] | machines: [Ethernet12-Ethernet0] | line 21: switches.leaf01.machines: Ethernet0 comes before Ethernet12",
                "mac: 80:a2:35:00:00:02 | mac: 80:A2:35:00:00:01    | line 27: switches.leaf02.mac: 80:a2:35:00:00:01 is that of leaf01 too",
                "mac: 80:a2:35:00:00:02 | mac: 81:a2:35:00:00:01    | line 27: switches.leaf02.mac: must be the address of its management port, as 80:a2:35:00:00:01, not \"81:a2:35:00:00:01\"",
                "address: 172.16.0.12   | address: 172.16.0.11      | line 28: switches.leaf02.address: 172.16.0.11 is that of leaf01 too",
                "address: 172.16.0.12   | address: 172.16.0.1       | line 28: switches.leaf02.address: 172.16.0.1 is the plant's own",
                "address: 172.16.0.12   | address: 172.16.0.255     | line 28: switches.leaf02.address: 172.16.0.255 is no address of a host in 172.16.0.0/24, the management network",
                "address: 172.16.0.12   | address: 172.16.9.12      | line 28: switches.leaf02.address: 172.16.9.12 is no address of a host in 172.16.0.0/24, the management network",
                "address: 172.16.0.12   | address: 172.16.0.128     | line 28: switches.leaf02.address: 172.16.0.128 is one of 172.16.0.128-172.16.0.254, which the plan gives to management controllers (networks.management.controllers)",
                "hardware: Box-8X       | hardware: Box-9X          | line 17: switches.leaf01.hardware: must be one of the kinds under hardware, not \"Box-9X\"",
                "role: leaf             | role: leave               | line 16: switches.leaf01.role: must be leaf, spine, exit or mgmt, not \"leave\"",
                "role: spine            | role: spine/asn: 4200004097 | line 34: switches.spine01.asn: 4200004097 is not in the window of plant 0, 4200000000 to 4200004095",
                "role: spine            | role: spine/loopback: 10.9.0.1 | line 34: switches.spine01.loopback: 10.9.0.1 is not in 10.0.0.0/24, or at one of its ends",
                "role: spine            | role: mgmt/loopback: 10.0.0.9 | line 34: switches.spine01.loopback: a management switch has none",
                "role: spine            | role: spine/peers: [\"Ethernet8 192.0.2.65/31 to 192.0.2.64 as 64500 in Vrf7\"] | line 34: switches.spine01.peers: routers of others hang at exits",
                "role: spine            | role: spine/cables: [a Ethernet8 172.20.8.0/31 to muc-1/exit01 172.20.8.1] | line 34: switches.spine01.cables: cables to other partitions are at exits",
                "role: spine            | role: exit/cables: [a Ethernet8 172.20.8.0/31 to muc-1/exit01 172.20.8.2] | line 34: switches.spine01.cables: 172.20.8.0 and 172.20.8.2 are no two hosts of 172.20.8.0/31",
                "role: spine            | role: exit/cables: [a Ethernet8 172.20.8.0/31 to spine01 172.20.8.1] | line 34: switches.spine01.cables: a leads to the exit itself: one of another plant is PARTITION/spine01",
                "role: spine            | role: exit/cables: [a Ethernet0 172.20.8.0/31 to muc-1/exit01 172.20.8.1] | line 34: switches.leaf01: Ethernet0 of spine01 is used twice: in line 23 (links of leaf01 Ethernet28) and in line 34 (cables)",
                "role: spine            | role: spine/machines: [Ethernet8] | line 34: switches.spine01.machines: machines hang at leaves",
                "switches:              | loopbacks: 10.1.4.0/24/switches: | line 14: loopbacks: 10.1.4.0/24 overlaps 10.1.0.0/16 of the plan",
                "switches:              | pxe-vlan: 1500/switches:  | line 14: pxe-vlan: must be a number from 2 to 4094, but not 1001 to 2000, not \"1500\"",
                "switches:              | gateway: 10.9.9.9/switches: | line 14: gateway: 10.9.9.9 is not in 172.16.0.0/24, the management network",
                "switches:              | gateway: 172.16.0.200/switches: | line 14: gateway: 172.16.0.200 is one of 172.16.0.128-172.16.0.254, which the plan gives to management controllers (networks.management.controllers)",
                "5,6,7,8 Eth2           | 4,6,7,8 Eth2              | line 7: hardware.Box-8X.ports: lane 4 belongs to a port above",
                "5,6,7,8 Eth2           | 5,6,7,8 Eth1              | line 7: hardware.Box-8X.ports: Ethernet4, or its alias Eth1, is there twice",
                "5,6,7,8 Eth2 2 100000  | 5,6,7,8 Eth2 2            | line 7: hardware.Box-8X.ports: \"Ethernet4 5,6,7,8 Eth2 2\" is no row of name, lanes, alias, index, speed",
            })
    void aMistakeIsToldWithItsLine(String part, String text, String complaint) {
        // given
        var all = PAIR + SPINE;
        var lines = java.util.Arrays.stream(text.split("/(?=[a-z-]+:)", -1)).toList();
        int at = all.indexOf(part);
        assertThat(at).isNotNegative();
        int indent = at - all.lastIndexOf('\n', at) - 1;

        // when
        var wrong = all.replaceFirst(
                java.util.regex.Pattern.quote(part),
                java.util.regex.Matcher.quoteReplacement(String.join("\n" + " ".repeat(indent), lines)));

        // then
        assertThat(complaints(wrong)).contains(complaint).hasSizeLessThan(4);
    }

    @Test
    void whatIsWrittenInTwoPlacesMustBeFreeThere() {
        // given two exits in one network of a provider, and numbers that meet
        var text = PAIR
                + box("spine01", "spine", 3, "loopback: 10.0.0.7\nasn: 4200000003")
                + box(
                        "exit01",
                        "exit",
                        4,
                        "loopback: 10.0.0.7\nasn: 4200000003\nlinks: [Ethernet0 to spine01 Ethernet8]\npeers: [Ethernet4 192.0.2.65/29 to 192.0.2.70 as 4200000020 in Vrf104009]")
                + box(
                        "exit02",
                        "exit",
                        5,
                        "links: [Ethernet0 to spine01 Ethernet12]\npeers: [Ethernet4 198.51.100.66/29 to 198.51.100.70 as 64500 in Vrf104009]")
                + box(
                        "exit03",
                        "exit",
                        6,
                        "links: [Ethernet0 to spine01 Ethernet16]\npeers: [Ethernet4 198.51.100.67/29 to 198.51.100.70 as 64500 in Vrf104009]");

        // then
        assertThat(complaints(text))
                .containsExactly(
                        "line 44: switches.exit01.loopback: 10.0.0.7 is that of spine01 too",
                        "line 45: switches.exit01.asn: 4200000003 is that of spine01 too",
                        "line 47: switches.exit01.peers: 192.0.2.64/29 overlaps 192.0.2.0/24 of the plan",
                        "line 47: switches.exit01.peers: ASN 4200000020 is one of the plant's own switches");
    }

    @Test
    void onePortIsBrokenOutAsItsLanesAllow() {
        var leaf = box("leaf01", "leaf", 1, "rack: r1\nplant: [Ethernet3]\nbreakouts: [%s]");
        assertThat(good(KIND + leaf.formatted("Ethernet0 as 4x25G"))
                        .find("leaf01")
                        .orElseThrow()
                        .ports()
                        .subList(0, 5))
                .extracting(FrontPort::name)
                .containsExactly("Ethernet0", "Ethernet1", "Ethernet2", "Ethernet3", "Ethernet4");
        assertThat(complaints(KIND + leaf.formatted("Ethernet0 as 3x25G")))
                .contains("line 22: switches.leaf01.breakouts: Ethernet0 has 4 lanes, which cannot be 3 ports");
    }

    @Test
    void withoutANetworkForSwitchesNothingIsAccepted() {
        var plan = ((PlanReader.Result.Good) PlanReader.read("region: a\nzone: b\npartition: c\n")).plan();
        assertThat(((CablingReader.Result.Bad) CablingReader.read(PAIR + SPINE, plan))
                        .findings()
                        .getFirst()
                        .text())
                .startsWith("the plan has no networks.management");
        PlantPlan without = Cablings.plan();
        without = new PlantPlan(
                without.place(),
                new PlantPlan.Networks(
                        without.networks().uplink(),
                        without.networks().management(),
                        java.util.Optional.empty(),
                        PlantPlan.Boot.DEFAULT,
                        java.util.Optional.empty()),
                without.prefixes(),
                without.sshKeys(),
                without.database(),
                without.timeSources());
        assertThat(((CablingReader.Result.Bad) CablingReader.read(PAIR + SPINE, without))
                        .findings()
                        .getFirst()
                        .text())
                .contains("the plan has no networks.pxe");
    }

    @Test
    void aNameThatIsNoneReachesNoTerminal() {
        assertThat(complaints(KIND + "  \"\\e[31mleaf\": {role: leaf}\n"))
                .containsExactly(
                        "line 15: switches.?[31mleaf: a switch is named by lower-case letters, digits and dashes, as r01leaf01");
    }

    @Test
    void noTextBreaksTheReader() {
        long seed = Long.getLong("seed", 20261130L);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var good = Cablings.example("switches.yaml");
        var parts = "0123456789abcdef:.-/ \n[]{}|#\"'&*!EthernetVrf".toCharArray();
        for (int turn = 0; turn < 600; turn++) {
            var text = new StringBuilder(good);
            for (int i = random.nextInt(1, 12); i > 0; i--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, parts[random.nextInt(parts.length)]);
                    default -> text.setCharAt(at, parts[random.nextInt(parts.length)]);
                }
            }
            try {
                CablingReader.read(text.toString(), Cablings.plan());
            } catch (RuntimeException e) {
                throw new AssertionError("seed=%d turn=%d\n%s".formatted(seed, turn, text), e);
            }
        }
    }
}
