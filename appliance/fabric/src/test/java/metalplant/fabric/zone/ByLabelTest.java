package metalplant.fabric.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Peering;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;

class ByLabelTest {
    private static Network network(String id, String project, int partition) {
        return new Network(
                id,
                Optional.of(project).filter(each -> !each.isEmpty()),
                partition,
                1000,
                List.of(Cidr.parse("10.0.0.0/24")));
    }

    @Test
    void eachTwoNetworksOfAProjectInOnePartitionHaveOne() {
        var networks = List.of(
                network("c", "x", 1),
                network("a", "x", 1),
                network("b", "x", 1),
                network("d", "x", 2),
                network("e", "y", 1),
                network("storage", "", 1));

        var peerings = ByLabel.peerings(networks, List.of());

        assertThat(peerings)
                .extracting(each -> each.network1() + each.network2())
                .containsExactlyInAnyOrder("ac", "bc", "ab");
        assertThat(peerings)
                .allMatch(Peering::byLabel)
                .allMatch(each -> each.id().matches("auto-[0-9a-f]{24}"));
        assertThat(ByLabel.peerings(networks.reversed(), List.of())).containsExactlyInAnyOrderElementsOf(peerings);
    }

    @Test
    void whatSomebodyAskedForIsNotMadeAgain() {
        var networks = List.of(network("a", "x", 1), network("b", "x", 1));

        assertThat(ByLabel.peerings(networks, List.of(new Peering("b", "a")))).isEmpty();
    }

    @Test
    void onlyTheOldestSixteenTakePart() {
        var networks = IntStream.rangeClosed(1, 18)
                .mapToObj(i -> network("n%02d".formatted(i), "x", 1))
                .toList();

        var peerings = ByLabel.peerings(networks, List.of());

        assertThat(peerings).hasSize(16 * 15 / 2);
        assertThat(peerings).noneMatch(each -> each.other("n17").isPresent());
        assertThat(ByLabel.tooMany(networks)).extracting(Network::id).containsExactly("n17", "n18");
    }
}
