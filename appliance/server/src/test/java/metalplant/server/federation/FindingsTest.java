package metalplant.server.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.plant.JoinPlan;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.mesh.link.PingResult;
import metalplant.mesh.link.Pong;
import metalplant.model.ip.Cidr;
import metalplant.wire.federation.AboutEntity;
import metalplant.wire.federation.AboutResponse;
import metalplant.wire.federation.PlanItem;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final AboutResponse HERE = about("b", List.of("beta"), List.of("203.0.113.1"), List.of("debian-13"));
    private static final AboutResponse THERE = about("a", List.of("alpha"), List.of("203.0.113.2"), List.of());

    private static AboutResponse about(
            String label, List<String> partitions, List<String> addresses, List<String> images) {
        var masterdata =
                images.stream().map(id -> new AboutEntity("image", id, "sum")).toList();
        return new AboutResponse(label, "v1", partitions, masterdata, List.of(), addresses);
    }

    private static final Function<PoolSpec, Brought.Clash> CLASH =
            spec -> new Brought.Clash("network internet-b: it overlaps %s of plant a".formatted(spec.id()), List.of());

    private static JoinPlan made(String label) {
        return made(label, List.of());
    }

    private static JoinPlan made(String label, List<PoolSpec> localOnly) {
        var record = new MemberRecord(
                Ed25519.signer(Bytes.of(new byte[32])).key(),
                label,
                1,
                new Incarnation(1, Bytes.of(new byte[16])),
                Bytes.of(new byte[] {1}),
                Bytes.of(new byte[32]),
                "");
        return new JoinPlan(new UUID(1, 2), record, List.of(), localOnly, List.of(), List.of(), Hash.NONE);
    }

    private static PingResult ping(int level, Duration ahead) {
        return new PingResult(
                new Pong(1, "v1", level, new PlantId("00112233445566778899aabbccddeeff"), 0),
                Duration.ofMillis(3),
                ahead);
    }

    private static List<PlanItem> found(AboutResponse here, AboutResponse there, PingResult ping) {
        return Findings.of(made("b"), here, there, ping, Optional.empty(), Findings.Nat.NOBODY, CLASH)
                .items();
    }

    private static List<String> of(List<PlanItem> items, String severity) {
        return items.stream()
                .filter(item -> item.severity().equals(severity))
                .map(PlanItem::kind)
                .toList();
    }

    @Test
    void twoPlantsThatHaveNothingInCommonMayJoin() {
        var plan = Findings.of(
                made("b"), HERE, THERE, ping(1, Duration.ZERO), Optional.empty(), Findings.Nat.NOBODY, CLASH);

        assertThat(Findings.hasErrors(plan)).isFalse();
        assertThat(of(plan.items(), "warning")).isEmpty();
        assertThat(plan.hash()).isEqualTo(made("b").hash().sum().hex());
    }

    @Test
    void equalPartitionsStopAJoinAndSayWhatToDo() {
        var items = found(HERE, about("a", List.of("beta", "alpha"), List.of(), List.of()), ping(1, Duration.ZERO));

        assertThat(items)
                .filteredOn(item -> item.severity().equals("error"))
                .singleElement()
                .satisfies(item -> assertThat(item.text() + item.answer()).contains("beta", "--partition"));
    }

    @Test
    void anAddressInUseOnBothSidesStopsAJoin() {
        var items =
                found(HERE, about("a", List.of("alpha"), List.of("203.0.113.1"), List.of()), ping(1, Duration.ZERO));

        assertThat(of(items, "error")).containsExactly("address");
    }

    @Test
    void aPrefixThatBothHaveIsToldWithItsNetworkItsHolderAndWhatToDo() {
        var made = made("b", List.of(PoolSpec.of(Cidr.parse("203.0.113.0/24"))));

        var items = Findings.of(made, HERE, THERE, ping(1, Duration.ZERO), Optional.empty(), Findings.Nat.NOBODY, CLASH)
                .items();

        assertThat(items)
                .filteredOn(item -> item.severity().equals("warning"))
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.text()).contains("203.0.113.0/24", "internet-b", "plant a");
                    assertThat(item.answer()).contains("--local-only", "another prefix");
                });
    }

    @Test
    void addressesInUseOfAPrefixThatAnotherPlantHasStopAJoin() {
        var made = made("b", List.of(PoolSpec.of(Cidr.parse("203.0.113.0/24"))));

        var plan = Findings.of(
                made,
                HERE,
                THERE,
                ping(1, Duration.ZERO),
                Optional.empty(),
                Findings.Nat.NOBODY,
                _ -> new Brought.Clash("network internet-b", List.of("203.0.113.7")));

        assertThat(Findings.hasErrors(plan)).isTrue();
        assertThat(plan.items())
                .filteredOn(item -> item.severity().equals("error"))
                .singleElement()
                .satisfies(item -> assertThat(item.text() + item.answer()).contains("203.0.113.7", "--local-only"));
    }

    @Test
    void aClockThatIsFarOffIsTold() {
        var items = found(HERE, THERE, ping(1, Duration.ofDays(-3650)));

        assertThat(of(items, "warning")).containsExactly("clock");
    }

    @Test
    void releasesThatAreTwoLevelsApartDoNotJoin() {
        assertThat(of(found(HERE, THERE, ping(Acceptance.LEVEL + 2, Duration.ZERO)), "error"))
                .containsExactly("version");
        assertThat(of(found(HERE, THERE, ping(Acceptance.LEVEL + 1, Duration.ZERO)), "error"))
                .isEmpty();
    }

    @Test
    void anotherLabelAndEqualNamesAreNoted() {
        var there = about("a", List.of("alpha"), List.of(), List.of("debian-13"));
        var items = Findings.of(
                        made("b_2"), HERE, there, ping(1, Duration.ZERO), Optional.empty(), Findings.Nat.NOBODY, CLASH)
                .items();

        assertThat(of(items, "note")).containsExactly("label", "image");
    }

    @Test
    void equalIdsAreToldWithWhatBecomesOfThem() {
        var here = new AboutResponse(
                "b",
                "v1",
                List.of("beta"),
                List.of(
                        new AboutEntity("tenant", "metal-stack", "1"),
                        new AboutEntity("tenant", "acme", "2"),
                        new AboutEntity("tenant", "shop", "4", true),
                        new AboutEntity("tenant", "odd", "")),
                List.of(),
                List.of());
        var there = new AboutResponse(
                "a",
                "v1",
                List.of("alpha"),
                List.of(
                        new AboutEntity("tenant", "metal-stack", "1"),
                        new AboutEntity("tenant", "acme", "3"),
                        new AboutEntity("tenant", "shop", "5"),
                        new AboutEntity("tenant", "odd", "")),
                List.of(),
                List.of());

        var tenants = found(here, there, ping(1, Duration.ZERO)).stream()
                .filter(item -> item.kind().equals("tenant"))
                .toList();

        assertThat(tenants)
                .extracting(PlanItem::answer)
                .containsExactly(
                        "they become one",
                        "the joining plant's becomes the other one's, with all its projects",
                        "the joining plant's becomes ID~b; if it is the same customer: give up,"
                                + " ./plantctl federation answer --same-tenant ID at the joining plant, join again");
        assertThat(tenants.get(0).text()).contains("metal-stack").doesNotContain("acme");
        assertThat(tenants.get(1).text()).contains("shop").doesNotContain("acme");
        assertThat(tenants.get(2).text()).contains("acme", "odd");
    }

    private static PlanItem only(String kind, Optional<PathMtu> path, Findings.Nat nat) {
        return Findings.of(made("b"), HERE, THERE, ping(1, Duration.ZERO), path, nat, CLASH).items().stream()
                .filter(item -> item.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPathThatCarriesLessThanUsualIsAWarningWithWhatTheTunnelTakesThen() {
        var usual = only("mtu", Optional.of(new PathMtu(Optional.of(1_340), Optional.empty())), Findings.Nat.NOBODY);
        var narrow = only("mtu", Optional.of(new PathMtu(Optional.of(1_300), Optional.of(1_380))), Findings.Nat.NOBODY);
        var hopeless = only("mtu", Optional.of(new PathMtu(Optional.empty(), Optional.of(1_280))), Findings.Nat.NOBODY);

        assertThat(usual.severity()).isEqualTo("good");
        assertThat(narrow.severity()).isEqualTo("warning");
        assertThat(narrow.answer()).contains("takes 1,300");
        assertThat(hopeless.answer()).contains("1,360");
    }

    @Test
    void twoPlantsBehindNatAreToldWhatTheyNeed() {
        assertThat(only("nat", Optional.empty(), Findings.Nat.ONE_SIDE).severity())
                .isEqualTo("good");
        assertThat(only("nat", Optional.empty(), Findings.Nat.BOTH).answer()).contains("forward the UDP ports");
    }
}
