package metalplant.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan.Boot;
import metalplant.plan.PlantPlan.Engine;
import metalplant.plan.PlantPlan.HostAddress;
import metalplant.plan.PlantPlan.Neighbour;
import metalplant.plan.PlantPlan.Networks;
import metalplant.plan.PlantPlan.Place;
import metalplant.plan.PlantPlan.Prefixes;
import metalplant.plan.PlantPlan.Reach;
import metalplant.plan.PlantPlan.Relayed;
import metalplant.plan.PlantPlan.Segment;
import metalplant.plan.PlantPlan.Uplink;
import metalplant.plan.PlantPlan.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanReaderTest {
    private static final String PLACE = "region: eu\nzone: eu-north\npartition: north-1\n";

    static PlantPlan example() throws Exception {
        var result = PlanReader.read(exampleText());
        assertThat(result).isInstanceOf(PlanReader.Result.Good.class);
        return ((PlanReader.Result.Good) result).plan();
    }

    private static String exampleText() throws Exception {
        return Files.readString(Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
                .resolve("../../docs/examples/plant.yaml"));
    }

    private static List<String> complaints(String text) {
        return PlanReader.read(text) instanceof PlanReader.Result.Bad bad
                ? bad.findings().stream().map(Finding::text).toList()
                : List.of();
    }

    @Test
    void theExampleOfTheDocumentsIsAPlanWithEveryKey() throws Exception {
        var vlan = OptionalInt.of(4000);
        assertThat(example())
                .isEqualTo(new PlantPlan(
                        new Place("eu", "eu-north", "north-1"),
                        new Networks(
                                new Uplink.Static(
                                        new Wire(Optional.of("eno1"), OptionalInt.empty()),
                                        new HostAddress(IpAddress.parse("192.0.2.10"), 24),
                                        Optional.of(IpAddress.parse("192.0.2.1")),
                                        List.of(IpAddress.parse("192.0.2.53"))),
                                Optional.of(
                                        new Segment(new Wire(Optional.of("eno2"), vlan), Cidr.parse("172.16.0.0/24"))),
                                Optional.of(new Segment(
                                        new Wire(Optional.of("eno2"), OptionalInt.of(4001)),
                                        Cidr.parse("172.16.4.0/22"))),
                                new Boot(
                                        Optional.empty(),
                                        List.of(new Relayed(
                                                Cidr.parse("172.16.8.0/24"), IpAddress.parse("172.16.4.2")))),
                                AddressRange.tryParse("172.16.0.128-172.16.0.254")),
                        new Prefixes(
                                List.of(Cidr.parse("203.0.113.0/24")),
                                List.of(Cidr.parse("10.128.0.0/9")),
                                22,
                                List.of(Cidr.parse("10.1.0.0/16"))),
                        List.of(
                                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA operator@example.org"),
                        Engine.POSTGRES,
                        List.of("ntp.example.org", "192.0.2.123"),
                        Optional.of(new Reach(
                                IpAddress.parse("198.51.100.1"),
                                4_200_009_001L,
                                List.of(new Neighbour(IpAddress.parse("192.0.2.1"), 65_001))))));
    }

    @Test
    void theAddressOfAllPlantsIsNobodyElsesAndIsToldToRoutersAtTheUplink() {
        var reach = PLACE + """
                networks:
                  uplink: {mode: static, address: 192.0.2.10/24}
                reach:
                  asn: 65000
                """;
        assertThat(complaints(reach + "  address: 198.51.100.1\n  neighbours: [192.0.2.1 as 65001]\n"))
                .isEmpty();
        assertThat(complaints(reach + "  address: 10.130.0.1\n  neighbours: [192.0.2.1 as 65001]\n"))
                .containsExactly(
                        "line 8: reach.address: 10.130.0.1/32 overlaps 10.128.0.0/9 of prefixes.tenant-super (the default)");
        assertThat(complaints(reach + "  address: 198.51.100.1\n  neighbours: [192.0.3.1 as 65000, fd00::1 as 4]\n"))
                .containsExactlyInAnyOrder(
                        "line 9: reach.neighbours: 192.0.3.1 is not in 192.0.2.0/24, where the uplink is",
                        "line 9: reach.neighbours: AS 65000 is the plant's own: each router needs another one",
                        "line 9: reach.neighbours: fd00::1 is not in 192.0.2.0/24, where the uplink is",
                        "line 9: reach.neighbours: fd00::1 is not of the family of 198.51.100.1");
        assertThat(complaints(reach + "  address: 198.51.100.1\n"))
                .containsExactly("line 7: reach.neighbours: needs 1 to 8 routers");
        assertThat(complaints(reach + "  neighbours: [192.0.2.1]\n"))
                .anyMatch(each -> each.contains("must be an address and an AS number, as 192.0.2.1 as 65001"))
                .anyMatch(each -> each.contains("reach.address: is missing"));
        assertThat(
                        complaints(
                                PLACE
                                        + "networks: {uplink: {mode: none}}\nreach: {address: 198.51.100.1, asn: 4, neighbours: [192.0.2.1 as 5]}\n"))
                .singleElement()
                .asString()
                .contains("there is no uplink");
    }

    @Test
    void whoGivesAddressesIsOneOfTheMachinesNetwork() {
        var pxe = PLACE + """
                networks:
                  pxe:
                    prefix: 172.16.4.0/22
                """;
        assertThat(complaints(pxe + "    dhcp-server: 172.16.9.1\n"))
                .containsExactly(
                        "line 7: networks.pxe.dhcp-server: 172.16.9.1 is not in 172.16.4.0/22, where machines boot");
        assertThat(complaints(pxe + "    relayed: [172.16.5.0/24 via 10.0.0.1, 172.16.8.0/24]\n"))
                .hasSize(3);
        assertThat(complaints(pxe + "    dhcp-server: 172.16.4.3\n    relayed: [172.16.8.0/24 via 172.16.4.2]\n"))
                .singleElement()
                .asString()
                .contains("cannot be together with relayed");
        assertThat(complaints(pxe + "    dhcp-server: 172.16.4.3\n")).isEmpty();
    }

    private static final String RACK = PLACE + """
            networks:
              pxe: {prefix: 172.16.4.0/22}
              management:
            """;

    private static Optional<String> controllers(PlanReader.Result read) {
        return ((PlanReader.Result.Good) read).plan().networks().controllers().map(AddressRange::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "172.16.0.0/24, 172.16.0.128-172.16.0.254",
        "172.16.0.0/29, 172.16.0.4-172.16.0.6",
        "172.31.0.0/16, 172.31.240.0-172.31.255.254",
        "172.16.16.0/20, 172.16.24.0-172.16.31.254"
    })
    void controllersGetTheUpperHalfOfTheManagementNetworkAndOfALargeOneItsEnd(String prefix, String range) {
        assertThat(controllers(PlanReader.read(RACK + "    prefix: " + prefix))).contains(range);
    }

    @Test
    void controllersGetWhatIsWrittenDownAndNothingWhereNoMachinesBoot() {
        var given = RACK + "    prefix: 172.16.0.0/24\n    controllers: ";
        assertThat(controllers(PlanReader.read(given + "172.16.0.2-172.16.0.2")))
                .contains("172.16.0.2-172.16.0.2");
        assertThat(controllers(PlanReader.read(given + "none"))).isEmpty();
        var alone = PLACE + "networks: {management: {prefix: 172.16.0.0/24%s}}";
        assertThat(controllers(PlanReader.read(alone.formatted("")))).isEmpty();
        assertThat(controllers(PlanReader.read(alone.formatted(", controllers: none"))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "172.16.0.1-172.16.0.9     | 172.16.0.1-172.16.0.9 must be addresses of hosts in 172.16.0.0/20, without 172.16.0.1, which is the plant's",
                "172.16.0.9-172.16.15.255  | 172.16.0.9-172.16.15.255 must be addresses of hosts in 172.16.0.0/20, without 172.16.0.1, which is the plant's",
                "172.16.0.9-172.17.0.1     | 172.16.0.9-172.17.0.1 must be addresses of hosts in 172.16.0.0/20, without 172.16.0.1, which is the plant's",
                "172.16.0.9-172.16.0.8     | must be FIRST-LAST, as 172.16.0.128-172.16.0.254, or none, not \"172.16.0.9-172.16.0.8\"",
                "172.16.0.9                | must be FIRST-LAST, as 172.16.0.128-172.16.0.254, or none, not \"172.16.0.9\"",
                "'2001:db8::1-2001:db8::9' | must be FIRST-LAST, as 172.16.0.128-172.16.0.254, or none, not \"2001:db8::1-2001:db8::9\"",
            })
    void aRangeOfControllersThatIsNoneIsNamedWithItsLineAndTheReason(String range, String complaint) {
        assertThat(complaints(RACK + "    prefix: 172.16.0.0/20\n    controllers: \"" + range + "\""))
                .contains("line 8: networks.management.controllers: " + complaint);
    }

    @Test
    void aRangeOfControllersIsBoundedAndNeedsANetworkForMachines() {
        assertThat(complaints(RACK + "    prefix: 172.31.0.0/16\n    controllers: 172.31.0.2-172.31.16.2\n"))
                .containsExactly("line 8: networks.management.controllers: are more than 4096 addresses");
        assertThat(complaints(
                        PLACE + "networks: {management: {prefix: 172.16.0.0/24, controllers: 172.16.0.2-172.16.0.9}}"))
                .singleElement()
                .asString()
                .startsWith("line 4: networks.management.controllers: needs networks.pxe too");
    }

    @Test
    void aPlanThatAnEarlierVersionAcceptedGivesControllersNothing() {
        var before = RACK + "    prefix: 172.16.0.0/24\n";
        assertThat(controllers(PlanReader.accepted(before))).isEmpty();
        assertThat(controllers(PlanReader.accepted(before + "    controllers: 172.16.0.128-172.16.0.254\n")))
                .contains("172.16.0.128-172.16.0.254");
    }

    @Test
    void onlyThePlaceIsNeeded() {
        assertThat(PlanReader.read(PLACE))
                .isEqualTo(new PlanReader.Result.Good(
                        PlantPlan.at(new Place("eu", "eu-north", "north-1"), new Uplink.Dhcp(Wire.ANY))));
    }

    @Test
    void whatAPlanIsWrittenAsIsReadAsTheSamePlan() throws Exception {
        assertThat(PlanReader.read(PlanText.of(example()))).isEqualTo(new PlanReader.Result.Good(example()));
        assertThat(PlanReader.accepted(PlanText.of(example()))).isEqualTo(new PlanReader.Result.Good(example()));
        var bare = PlantPlan.at(new Place("fra", "fra_eqx", "fra_eqx_01"), new Uplink.None());
        assertThat(PlanReader.read(PlanText.of(bare))).isEqualTo(new PlanReader.Result.Good(bare));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceInTheOrderOfTheLines() {
        assertThat(complaints("""
                region: EU
                zone: eu-north
                networks:
                  uplink:
                    mode: dynamic
                    adress: 192.0.2.10/24
                prefixes:
                  internet: [10.200.0.0/16, 203.0.113.1/24]
                """))
                .containsExactly(
                        "line 1: partition: is missing; it is 1 to 42 lower-case letters, digits, dashes and underscores, with a letter or digit at both ends",
                        "line 1: region: must be 1 to 42 lower-case letters, digits, dashes and underscores, with a letter or digit at both ends, not \"EU\"",
                        "line 5: networks.uplink.mode: must be dhcp, static or none, not \"dynamic\"",
                        "line 6: networks.uplink: there is no key \"adress\"; there are mode",
                        "line 8: prefixes.internet: 10.200.0.0/16 overlaps 10.128.0.0/9 of prefixes.tenant-super (the default)",
                        "line 8: prefixes.internet[1]: must be a prefix whose host bits are zero, as 10.0.0.0/8, not \"203.0.113.1/24\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "partitoin: x | line 4: there is no key \"partitoin\"; did you mean \"partition\"?",
                "favourite-colour: red | line 4: there is no key \"favourite-colour\"; there are access, database, networks, partition, prefixes, reach, region, time, zone",
                "partition: north-2 | line 4: partition: given twice, first in line 3",
                "database: oracle | line 4: database: must be postgres or cockroach, not \"oracle\"",
                "networks: [a] | line 4: networks: this must be a mapping of keys to values",
                "networks: {uplink: {mode: static}} | line 4: networks.uplink.address: is missing; it is an address with the length of its network, as 192.0.2.10/24",
                "networks: {uplink: {mode: static, address: 192.0.2.10/24, gateway: 192.0.3.1}} | line 4: networks.uplink.gateway: 192.0.3.1 is not in 192.0.2.0/24, where the plant's own address is",
                "networks: {pxe: {prefix: 10.1.4.0/24}} | line 4: networks.pxe.prefix: 10.1.4.0/24 overlaps 10.1.0.0/16 of prefixes.underlay (the default)",
                "networks: {pxe: {prefix: 172.16.0.0/24, vlan: 4095}} | line 4: networks.pxe.vlan: must be a number from 1 to 4094, not \"4095\"",
                "prefixes: {tenant-length: 8} | line 4: prefixes.tenant-length: no /8 fits into 10.128.0.0/9",
                "access: {ssh-keys: [hello]} | line 4: access.ssh-keys[0]: must be one line of authorized_keys without options, not \"hello\"",
                "time: {sources: ntp.example.org} | line 4: time.sources: must be a list; each item is a name or an address of a time server",
                "time: {sources: [a b]} | line 4: time.sources[0]: must be a name or an address of a time server, not \"a b\"",
                "zone2: &a x | line 4: a plan has no anchors (&) and no aliases (*): write it out",
                "database: !!java.lang.String x | line 4: a plan has no tags (!)",
                "database: {{{{{{{{{{{{{x: y}}}}}}}}}}}}} | line 4: this is nested too deeply or too long for a plan",
            })
    void aMistakeIsNamedWithItsLineAndTheReason(String line, String complaint) {
        assertThat(complaints(PLACE + line)).containsExactly(complaint);
    }

    @Test
    void whatIsNoYamlIsSaidWithItsLine() {
        assertThat(complaints(PLACE + "networks: ["))
                .singleElement()
                .asString()
                .startsWith("line 4: this is not YAML: ");
    }

    @Test
    void aFileThatIsTooLargeIsNotLookedAt() {
        assertThat(complaints(PLACE + "#".repeat(70_000))).containsExactly("the file is larger than 64 KiB");
    }

    @Test
    void whatAHostileFileSaysDoesNotReachTheTerminalAsItIs() {
        assertThat(complaints(PLACE + "\"\\e[2J\": x"))
                .singleElement()
                .asString()
                .doesNotContain("\u001b");
    }

    /** Not one of 3,000 files that differ from a good one in some characters makes the reader fail in another way than by saying so. */
    @Test
    void aDamagedFileIsAPlanOrAComplaintAndNothingElse() throws Exception {
        var text = exampleText();
        var chance = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        for (int i = 0; i < 3_000; i++) {
            var result = PlanReader.read(damaged(text, chance));
            if (result instanceof PlanReader.Result.Good good) {
                assertThat(PlanReader.read(PlanText.of(good.plan()))).isEqualTo(good);
            }
        }
    }

    private static String damaged(String text, RandomGenerator chance) {
        var draft = new StringBuilder(text);
        for (int i = chance.nextInt(1, 4); i > 0; i--) {
            int at = chance.nextInt(draft.length());
            switch (chance.nextInt(3)) {
                case 0 -> draft.deleteCharAt(at);
                case 1 -> draft.insert(at, (char) chance.nextInt(0, 256));
                default -> draft.insert(at, draft.substring(at, Math.min(draft.length(), at + chance.nextInt(1, 30))));
            }
        }
        return draft.toString();
    }
}
