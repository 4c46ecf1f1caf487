package metalplant.testkit.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import metalplant.core.store.Store;
import metalplant.federation.membership.Phase;
import metalplant.model.Problem;
import metalplant.model.ProblemKind;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpQuery;
import org.junit.jupiter.api.Test;

/**
 * Three plants whose links lose messages and whose databases fail: one is cut off for a while, all go on allocating, and in the end all
 * know the same and no address was given twice.
 */
public abstract class CutAndHealContract {
    /** A new empty store for the plant with this number. */
    protected abstract Store store(int plant);

    protected abstract List<Long> seeds();

    /** Makes something go wrong with this plant soon. */
    protected abstract void trouble(TestFederation.Plant plant, Random random);

    /** Mends what {@link #trouble} may have broken for good. */
    protected abstract void help(TestFederation.Plant plant, Random random);

    @Test
    public void plantsAgreeAfterACutAndNoAddressWasGivenTwice() {
        for (long seed : seeds()) {
            try {
                play(seed);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private void play(long seed) {
        // given
        var random = new Random(seed);
        var federation = new TestFederation(seed, List.of(store(0), store(1), store(2)));
        federation.found();
        federation.share(TestFederation.pool(TestFederation.SHARED, 28));
        federation.join(federation.plants.get(1));
        federation.join(federation.plants.get(2));
        federation.plants.forEach(FederationContract::internet);
        federation.runUntil(() -> federation.plants.stream().allMatch(plant -> FederationContract.usable(plant) > 0));
        federation.links.lose(0.1);
        // when
        rounds(federation, random);
        federation.runUntil(() -> room(federation.plants.get(2)) >= 8);
        federation.links.cutOff(2);
        int cutOff = rounds(federation, random)[2];
        federation.links.heal();
        federation.links.lose(0.1);
        rounds(federation, random);
        federation.links.heal();
        federation.plants.forEach(plant -> help(plant, random));
        federation.runUntil(federation::agree);
        // then
        assertThat(cutOff).as("addresses acquired while cut off").isPositive();
        assertThat(federation.plants).allMatch(plant -> plant.phase() == Phase.MEMBER);
        assertThat(federation.plants.stream()
                        .map(plant -> plant.state().federation().digest())
                        .distinct())
                .hasSize(1);
        assertNothingTwice(federation);
    }

    /** Addresses that the plant may give, but for those held down. */
    private static long room(TestFederation.Plant plant) {
        var usable = patient(() -> FederationContract.blocks(plant)).stream()
                .filter(block -> block.usableBy(plant.self.get()))
                .toList();
        long taken = patient(() -> plant.ipam.found(IpQuery.ALL)).stream()
                .filter(ip -> usable.stream().anyMatch(block -> block.cidr().contains(ip.address())))
                .count();
        long size = usable.stream()
                .mapToLong(block -> block.cidr().size().longValueExact())
                .sum();
        return size - taken;
    }

    /** How many addresses each plant acquired. */
    private int[] rounds(TestFederation federation, Random random) {
        var acquired = new int[federation.plants.size()];
        for (int round = 0; round < 5; round++) {
            for (var plant : federation.plants) {
                acquired[plant.index] += work(plant, random);
                if (random.nextInt(2) == 0) {
                    trouble(plant, random);
                }
            }
            federation.run(Duration.ofMinutes(1));
            federation.plants.forEach(plant -> help(plant, random));
            assertNothingTwice(federation);
        }
        return acquired;
    }

    private static int work(TestFederation.Plant plant, Random random) {
        int acquired = 0;
        for (int i = random.nextInt(6); i >= 0; i--) {
            try {
                var network = plant.ipam.findNetworks.get("internet").network();
                plant.ipam.acquire(network, "blue");
                acquired++;
            } catch (Problem e) {
                assertThat(e.kind()).isIn(ProblemKind.EXHAUSTED, ProblemKind.UNAVAILABLE);
            }
        }
        try {
            var all = plant.ipam.found(IpQuery.ALL);
            for (int i = random.nextInt(3); i > 0 && !all.isEmpty(); i--) {
                var ip = all.get(random.nextInt(all.size()));
                plant.ipam.freeIp.run(ip.address().toString(), Optional.empty());
            }
        } catch (Problem e) {
            assertThat(e.kind()).isIn(ProblemKind.NOT_FOUND, ProblemKind.UNAVAILABLE);
        }
        return acquired;
    }

    private static void assertNothingTwice(TestFederation federation) {
        var all = new ArrayList<Ip>();
        for (var plant : federation.plants) {
            var mine = patient(() -> plant.ipam.found(IpQuery.ALL));
            var blocks = patient(() -> FederationContract.blocks(plant));
            assertThat(mine)
                    .allMatch(ip -> blocks.stream()
                            .anyMatch(block -> block.cidr().contains(ip.address())
                                    && block.holder().equals(plant.id.text())));
            all.addAll(mine);
        }
        assertThat(all.stream().map(Ip::address)).doesNotHaveDuplicates();
    }

    /** Faults that are planned hit whoever asks next. */
    private static <T> T patient(java.util.function.Supplier<T> question) {
        for (int i = 0; ; i++) {
            try {
                return question.get();
            } catch (Problem e) {
                if (i == 20) {
                    throw e;
                }
            }
        }
    }
}
