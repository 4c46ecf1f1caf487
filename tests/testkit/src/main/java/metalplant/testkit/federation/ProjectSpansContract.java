package metalplant.testkit.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import metalplant.core.homes.PublishingStore;
import metalplant.core.ip.NumberPool;
import metalplant.core.network.AllocateNetwork;
import metalplant.core.network.CreateNetwork;
import metalplant.core.project.Projects;
import metalplant.core.store.SpanTable;
import metalplant.core.store.Store;
import metalplant.core.tenant.Tenants;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.network.Network;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;
import metalplant.testkit.ip.Ipam;
import org.junit.jupiter.api.Test;

/** Networks of one project in several plants never overlap (I11), and no request waits for another plant. */
public abstract class ProjectSpansContract {
    private static final String SHOP = "00000000-0000-4000-8000-00000000000a";

    /** A new empty store. */
    protected abstract Store store();

    /** Plants of one federation, each with a super network of its own, and a project whose home is the first one. */
    private TestFederation federation(String... supers) {
        var federation = new TestFederation(
                1, IntStream.range(0, supers.length).mapToObj(_ -> store()).toList());
        for (int at = 0; at < supers.length; at++) {
            plant(federation, at).ipam.superNetwork("super", false, Map.of("IPv4", 22), supers[at]);
        }
        federation.found();
        for (int at = 1; at < supers.length; at++) {
            federation.join(plant(federation, at));
        }
        var first = new PublishingStore(plant(federation, 0).store);
        new Tenants(first, federation.world)
                .create(new Tenants.Content(
                        "acme", "acme", "", Quotas.NONE, Quotas.NONE, Optional.empty(), Meta.EMPTY));
        new Projects(first, federation.world)
                .create(new Projects.Content(SHOP, "shop", "", "acme", Quotas.NONE, Meta.EMPTY));
        federation.runUntil(() -> federation.plants.stream()
                .allMatch(plant -> plant.store.<Boolean>read(
                        "test", tx -> tx.projects().find(SHOP).isPresent())));
        return federation;
    }

    private static TestFederation.Plant plant(TestFederation federation, int at) {
        return federation.plants.get(at);
    }

    private static Network allocate(TestFederation.Plant plant, String project) {
        var ipam = plant.ipam;
        return new AllocateNetwork(plant.store, ipam.world, ipam.children, ipam.vrfs, plant.self)
                .run(Ipam.childOf(project, Map.of()))
                .network();
    }

    private static Optional<ProblemCode> refusal(Callable<Network> make) {
        try {
            make.call();
            return Optional.empty();
        } catch (Problem e) {
            return Optional.of(e.code());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Problem problem(Callable<Network> make) {
        try {
            throw new AssertionError("it was made: " + make.call());
        } catch (Problem e) {
            return e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** As a client that sends its request again. */
    private static void insist(TestFederation federation, int at) {
        federation.runUntil(() -> refusal(() -> allocate(plant(federation, at), SHOP))
                .filter(code -> {
                    assertThat(code).isEqualTo(ProblemCode.SPAN_UNCLAIMED);
                    return true;
                })
                .isEmpty());
    }

    private static List<SpanTable.Row> spans(TestFederation.Plant plant) {
        return plant.store.read(
                "test", tx -> tx.spans().of(tx.projects().get(SHOP).stamp().uid()));
    }

    @Test
    public void aPlantThatIsAloneOrTheHomeOfAProjectThatNobodyElseAskedForClaimsNothing() {
        var federation = federation("10.0.0.0/16", "10.1.0.0/16");
        federation.links.cutOff(0);

        allocate(plant(federation, 0), SHOP);
        allocate(plant(federation, 0), "blue");

        assertThat(spans(plant(federation, 0))).isEmpty();
    }

    @Test
    public void theFirstNetworkOfAnotherPlantsProjectComesOnceTheHomeHasSpokenAndLaterOnesAlsoWhileCutOff() {
        var federation = federation("10.0.0.0/16", "10.1.0.0/16");
        allocate(plant(federation, 0), SHOP);

        var refused = problem(() -> allocate(plant(federation, 1), SHOP));
        assertThat(refused.code()).isEqualTo(ProblemCode.SPAN_UNCLAIMED);
        assertThat(refused).hasMessageContaining("\"site_0\"").hasMessageContaining("10.1.0.0/16");
        insist(federation, 1);

        federation.runUntil(() -> spans(plant(federation, 0)).stream()
                .map(SpanTable.Row::prefixes)
                .toList()
                .containsAll(List.of(List.of("10.0.0.0/16"), List.of("10.1.0.0/16"))));
        federation.links.cutOff(1);
        allocate(plant(federation, 1), SHOP);
        allocate(plant(federation, 0), SHOP);
    }

    @Test
    public void aPrefixThatTheProjectHasElsewhereIsRefusedWithThePlantThatHasIt() {
        var federation = federation("10.0.0.0/16", "10.0.0.0/16");
        allocate(plant(federation, 0), SHOP);
        assertThat(refusal(() -> allocate(plant(federation, 1), SHOP))).contains(ProblemCode.SPAN_UNCLAIMED);
        federation.runUntil(() -> spans(plant(federation, 1)).size() == 2);

        var refused = problem(() -> allocate(plant(federation, 1), SHOP));

        assertThat(refused.code()).isEqualTo(ProblemCode.PREFIX_OVERLAPS);
        assertThat(refused.details()).containsEntry("plant-label", "site_0");
        federation.runUntil(() -> plant(federation, 1)
                .store
                .<Boolean>read("test", tx -> tx.spans().wanted(9).isEmpty()));
        allocate(plant(federation, 0), SHOP);
    }

    @Test
    public void aHomeThatWasAskedClaimsLikeEverybodyElse() {
        var federation = federation("10.0.0.0/16", "10.1.0.0/16");
        insist(federation, 1);
        federation.links.cutOff(0);

        assertThat(refusal(() -> allocate(plant(federation, 0), SHOP))).contains(ProblemCode.SPAN_UNCLAIMED);
        federation.links.heal();
        insist(federation, 0);
    }

    @Test
    public void whatIsAskedForWhileCutOffIsThereSomeTimeAfterContact() {
        var federation = federation("10.0.0.0/16", "10.1.0.0/16");
        federation.links.cutOff(1);
        assertThat(refusal(() -> allocate(plant(federation, 1), SHOP))).contains(ProblemCode.SPAN_UNCLAIMED);
        federation.run(java.time.Duration.ofHours(1));
        assertThat(refusal(() -> allocate(plant(federation, 1), SHOP))).contains(ProblemCode.SPAN_UNCLAIMED);

        federation.links.heal();

        federation.runUntil(() -> spans(plant(federation, 1)).stream()
                .anyMatch(row -> row.prefixes().equals(List.of("10.1.0.0/16"))));
        allocate(plant(federation, 1), SHOP);
    }

    @Test
    public void aNetworkWithPrefixesOfItsOwnIsClaimedAsWell() {
        var federation = federation("10.0.0.0/16", "10.1.0.0/16");
        var plant = plant(federation, 1);
        var store = new PublishingStore(plant.store);
        var use = new CreateNetwork(store, federation.world, plant.self, NumberPool.vrfs(store));
        var request = new CreateNetwork.Request(
                Optional.of("own"),
                "own",
                "",
                "p1",
                SHOP,
                List.of("192.0.2.0/24"),
                List.of(),
                Map.of(),
                List.of(),
                false,
                false,
                false,
                false,
                0,
                false,
                Map.of());

        assertThat(refusal(() -> use.run(request).network())).contains(ProblemCode.SPAN_UNCLAIMED);
        federation.runUntil(() -> plant.store.<Boolean>read(
                        "test", tx -> tx.networks().find("own").isPresent())
                || refusal(() -> use.run(request).network()).isEmpty());
    }

    @Test
    public void whoLeavesSpansNothingAndIsAlone() {
        var federation = federation("10.0.0.0/16", "10.1.0.0/16", "10.1.0.0/16");
        insist(federation, 1);
        assertThat(refusal(() -> allocate(plant(federation, 2), SHOP))).contains(ProblemCode.SPAN_UNCLAIMED);
        var leaving = plant(federation, 1);
        leaving.order(new Event.Drain());
        federation.runUntil(() -> leaving.phase() == Phase.STANDALONE
                && leaving.state().ledger().state().isEmpty());

        federation.runUntil(() -> spans(plant(federation, 2)).stream()
                .noneMatch(row -> row.plant().equals(leaving.id.text())));
        insist(federation, 2);
        assertThat(spans(leaving)).isEmpty();
        allocate(leaving, SHOP);
    }
}
