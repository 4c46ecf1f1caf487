package metalplant.testkit.peering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import metalplant.core.network.AllocateNetwork;
import metalplant.core.network.CreateNetwork;
import metalplant.core.peering.Proposals;
import metalplant.core.store.Store;
import metalplant.model.Stamp;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.region.Region;
import metalplant.model.region.Zone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which VRFs networks get in a zone whose projects are joined by equal ones, on every store. */
public abstract class EqualNumbersContract {
    private PeeringPlant plant;

    /** An empty store. */
    protected abstract Store store();

    @BeforeEach
    public void aZoneOfEqualNumbers() {
        plant = new PeeringPlant(store());
        plant.store.run("zone", tx -> {
            tx.regions().insert(new Region("region", "", "", Map.of(), Stamp.fresh(plant.world)));
            var labels = Map.of(Proposals.LABEL, "2b");
            return tx.zones().insert(new Zone("zone", "region", "", "", labels, Stamp.fresh(plant.world)));
        });
    }

    private void proposal(String word) {
        plant.store.run("proposal", tx -> {
            var old = tx.zones().get("zone");
            return tx.zones()
                    .update(new Zone(
                            old.id(),
                            old.regionId(),
                            old.name(),
                            old.description(),
                            Map.of(Proposals.LABEL, word),
                            old.stamp()));
        });
    }

    @Test
    public void theNetworksOfAProjectHaveTheSameNumbersInEachPartitionOneByOne() {
        var first = plant.network("blue", "p1");
        var second = plant.network("blue", "p1");

        var firstThere = plant.network("blue", "p2");
        var secondThere = plant.network("blue", "p2");
        var thirdThere = plant.network("blue", "p2");
        var third = plant.network("blue", "p1");

        assertThat(List.of(firstThere.vrf(), secondThere.vrf())).containsExactly(first.vrf(), second.vrf());
        assertThat(third.vrf()).isEqualTo(thirdThere.vrf());
        assertThat(List.of(first.vrf(), second.vrf(), third.vrf())).doesNotHaveDuplicates();
        assertThat(plant.models.get("leaf01").left()).isEmpty();
    }

    @Test
    public void otherProjectsAndSharedNetworksHaveNumbersOfTheirOwn() {
        var blue = plant.network("blue", "p1");
        var shared = plant.network("blue", "p1", true, Map.of());

        var red = plant.network("red", "p2");
        var sharedThere = plant.network("blue", "p2", true, Map.of());
        var blueThere = plant.network("blue", "p2");

        assertThat(blueThere.vrf()).isEqualTo(blue.vrf());
        assertThat(List.of(blue.vrf(), shared.vrf(), red.vrf(), sharedThere.vrf()))
                .doesNotHaveDuplicates();
    }

    @Test
    public void byTheOtherProposalsEachPartitionHasNumbersOfItsOwn() {
        var blue = plant.network("blue", "p1");
        for (var word : List.of("1", "3")) {
            proposal(word);

            var there = plant.network("blue", "p2");

            assertThat(there.vrf()).as(word).isNotEqualTo(blue.vrf());
            plant.ipam.removeNetwork.free(there.id());
        }
        proposal("2b");
        assertThat(plant.network("blue", "p2").vrf()).isEqualTo(blue.vrf());
    }

    @Test
    public void aNumberIsFreeWhenTheLastNetworkThatHasItIsGone() {
        var blue = plant.network("blue", "p1");
        var there = plant.network("blue", "p2");

        plant.ipam.removeNetwork.free(blue.id());
        var again = plant.network("blue", "p1");
        assertThat(again.vrf()).isEqualTo(there.vrf()).isEqualTo(blue.vrf());

        plant.ipam.removeNetwork.free(again.id());
        assertThat(isTaken(blue.vrf())).isTrue();
        plant.ipam.removeNetwork.free(there.id());
        assertThat(isTaken(blue.vrf())).isFalse();
    }

    private boolean isTaken(long vrf) {
        return plant.store.run("taken", tx -> {
            boolean taken = !tx.numbers().take("vrf", vrf, "test");
            if (!taken) {
                tx.numbers().release("vrf", vrf);
            }
            return taken;
        });
    }

    @Test
    public void aNumberThatAnOperatorGaveToSomebodyElseTooIsNotJoined() {
        var blue = plant.network("blue", "p1");
        plant.ipam.createNetwork.run(new CreateNetwork.Request(
                Optional.of("by-hand"),
                "",
                "",
                "p1",
                "",
                List.of("198.51.100.0/24"),
                List.of(),
                Map.of(),
                List.of(),
                false,
                false,
                false,
                false,
                blue.vrf(),
                true,
                Map.of()));

        var there = plant.network("blue", "p2");

        assertThat(there.vrf()).isNotEqualTo(blue.vrf());
        List<Network> holders = plant.store.read("vrf", tx -> tx.networks().find(NetworkQuery.ofVrf(there.vrf())));
        assertThat(holders).extracting(Network::id).containsExactly(there.id());
    }

    @Test
    public void networksThatAreMadeInBothPartitionsAtOnceHaveTheSameNumber() throws InterruptedException {
        ConcurrentMap<String, Long> made = new ConcurrentHashMap<>();
        var both = List.of("p1", "p2").stream()
                .map(partition -> Thread.ofVirtual().start(() -> made.put(partition, atOnce(partition))))
                .toList();
        for (var each : both) {
            each.join();
        }

        assertThat(made).hasSize(2);
        assertThat(made.get("p1")).isEqualTo(made.get("p2"));
    }

    private long atOnce(String partition) {
        return plant.ipam
                .allocateNetwork
                .run(new AllocateNetwork.Request(
                        "", "", partition, "blue", List.of(), Map.of(), Optional.empty(), false, false, Map.of()))
                .network()
                .vrf();
    }
}
