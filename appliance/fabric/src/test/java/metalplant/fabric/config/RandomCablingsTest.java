package metalplant.fabric.config;

import static metalplant.fabric.cabling.Cablings.KIND;
import static metalplant.fabric.cabling.Cablings.box;
import static metalplant.fabric.cabling.Cablings.good;
import static metalplant.fabric.cabling.Cablings.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import metalplant.fabric.cabling.Cabling;
import metalplant.fabric.cabling.Link;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.number.Numbers;
import org.junit.jupiter.api.Test;

/** Plants of any form, to which switches come and from which they go. */
class RandomCablingsTest {
    /** {@code -Dturns=5000} plays more of them. */
    private static final int TURNS = Integer.getInteger("turns", 150);

    @Test
    void noNumberIsThereTwiceAndBothEndsOfEachLinkAgreeAndNumbersStay() {
        long seed = Long.getLong("seed", 61L);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var numbers = Numbers.NONE;
        for (int turn = 0; turn < TURNS; turn++) {
            var cabling = cabling(random);
            try {
                var next = numbers.assign(cabling);
                numbers.byName()
                        .forEach((name, number) -> assertThat(next.byName()).containsEntry(name, number));
                hold(cabling, next);
                // Every name comes again, so there is always room for all.
                numbers = next;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed=%d turn=%d".formatted(seed, turn), e);
            }
        }
    }

    private static void hold(Cabling cabling, Numbers numbers) {
        var loopbacks = new HashSet<>();
        var asns = new HashSet<Long>();
        for (var each : cabling.switches()) {
            if (each.role().routes()) {
                var identity = numbers.of(each, cabling);
                assertThat(loopbacks.add(identity.loopback())).isTrue();
                assertThat(cabling.loopbacks().contains(identity.loopback())).isTrue();
                assertThat(cabling.windows().fabricAsns().contains(identity.asn()))
                        .isTrue();
                assertThat(each.role() != SwitchRole.LEAF || asns.add(identity.asn()))
                        .isTrue();
            }
            for (var link : each.links()) {
                assertThat(cabling.find(link.peer()).orElseThrow().links())
                        .contains(new Link(link.peerPort(), each.name(), link.port()));
            }
        }
        var configs = FabricConfigs.of(plan(), cabling, numbers);
        assertThat(FabricConfigs.of(plan(), cabling, numbers)).isEqualTo(configs);
        for (var config : configs) {
            for (var link : config.of().links()) {
                assertThat(config.frr()).contains(" neighbor %s interface peer-group FABRIC\n".formatted(link.port()));
                assertThat(config.configDb())
                        .contains("\"description\": \"%s %s\"".formatted(link.peer(), link.peerPort()));
            }
        }
    }

    /** Racks with two leaves each, spines or exits or both above them; each cable written at a random end, or at both. */
    private static Cabling cabling(RandomGenerator random) {
        int racks = random.nextInt(1, 4);
        var leaves = new ArrayList<String>();
        for (int rack = 1; rack <= racks; rack++) {
            leaves.add("r%dleaf1".formatted(rack));
            leaves.add("r%dleaf2".formatted(rack));
        }
        var above = new TreeSet<String>();
        for (int i = random.nextInt(1, 3); i > 0; i--) {
            above.add((random.nextBoolean() ? "exit" : "spine") + random.nextInt(1, 4));
        }
        var written = new java.util.TreeMap<String, List<String>>();
        for (int leaf = 0; leaf < leaves.size(); leaf++) {
            int port = 28;
            for (var peer : above) {
                int end = random.nextInt(3);
                var here = new Link("Ethernet" + port, peer, "Ethernet" + 4 * leaf);
                if (end != 1) {
                    written.computeIfAbsent(leaves.get(leaf), _ -> new ArrayList<>())
                            .add(here.text());
                }
                if (end != 0) {
                    written.computeIfAbsent(peer, _ -> new ArrayList<>())
                            .add(new Link(here.peerPort(), leaves.get(leaf), here.port()).text());
                }
                port -= 4;
            }
        }
        var text = new StringBuilder("plant: %d\n".formatted(7) + KIND);
        int number = 1;
        for (var name : leaves) {
            text.append(box(
                    name,
                    "leaf",
                    number++,
                    "rack: %s\nmachines: [Ethernet0]\nplant: [Ethernet4]\nlinks: %s"
                            .formatted(name.substring(0, 2), written.getOrDefault(name, List.of()))));
        }
        for (var name : above) {
            text.append(box(
                    name,
                    name.substring(0, name.length() - 1),
                    number++,
                    "links: " + written.getOrDefault(name, List.of())));
        }
        return good(text.toString());
    }
}
