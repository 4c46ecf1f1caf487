package metalplant.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.Voter;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.testkit.carrier.Carriers;
import metalplant.testkit.carrier.TestFederation;
import org.jspecify.annotations.Nullable;

/** The simulator's carrier behind the calls of the port: virtual time runs until an answer is there. */
final class ModelCarriers implements Carriers, CarrierModel.Plants {
    private static final long ANSWER_MILLIS = 120_000;

    private final Clock clock = new Clock();
    private final Network network;
    private final CarrierModel model;
    private final String[] peers;
    private final boolean[] up;
    private final List<PlantId> ids;
    /** What each plant knows to be committed, per lineage. */
    private final List<Map<Hash, List<Bytes>>> known = new ArrayList<>();

    private int drawn;

    ModelCarriers(int plants) {
        network = new Network(clock, new Random(11), plants, (_, _) -> false);
        peers = new String[plants];
        up = new boolean[plants];
        ids = IntStream.range(0, plants).mapToObj(TestFederation::id).toList();
        for (int plant = 0; plant < plants; plant++) {
            up[plant] = true;
            peers[plant] = "none";
            known.add(new HashMap<>());
        }
        model = new CarrierModel(clock, network, this, Mutant.NONE);
    }

    @Override
    public Carrier at(int plant) {
        return new At(this, plant);
    }

    @Override
    public String newPeer(int plant) {
        peers[plant] = "peer-" + drawn++;
        return peers[plant];
    }

    @Override
    public void follow(int plant, Hash lineage, List<Bytes> log, String peer) {
        peers[plant] = peer;
        known.get(plant).put(lineage, List.copyOf(log));
    }

    @Override
    public void cutOff(int plant) {
        network.cutOff(plant, true);
    }

    @Override
    public void heal() {
        network.heal();
    }

    @Override
    public void kill(int plant) {
        up[plant] = false;
    }

    @Override
    public void start(int plant) {
        up[plant] = true;
    }

    @Override
    public void loseDisk(int plant) {
        model.wipe(plant);
    }

    @Override
    public void close() {
        SimPlant.forgetBodies();
    }

    @Override
    public int count() {
        return peers.length;
    }

    @Override
    public int indexOf(PlantId plant) {
        return ids.indexOf(plant);
    }

    @Override
    public boolean isUp(int plant) {
        return up[plant];
    }

    @Override
    public String peerOf(int plant) {
        return peers[plant];
    }

    @Override
    public CarrierModel.Knowledge knowledge(int plant, Hash lineage) {
        var log = log(known.get(plant).getOrDefault(lineage, List.of()));
        return log == null
                ? new CarrierModel.Knowledge(-1, List.<Voter>of())
                : new CarrierModel.Knowledge(log.head().seq(), log.voters());
    }

    private static CarrierModel.@Nullable Log log(List<Bytes> entries) {
        CarrierModel.Log log = null;
        for (var entry : entries) {
            log = CarrierModel.Log.of(log, entry);
        }
        return log;
    }

    private record At(ModelCarriers all, int plant) implements Carrier {
        @Override
        public void open(Hash lineage, List<Bytes> log) {
            all.model.open(plant, lineage, log);
            all.known.get(plant).put(lineage, List.copyOf(log));
        }

        @Override
        public Outcome append(Hash lineage, Head expectedHead, Bytes entry) {
            var answer = awaited(done -> all.model.append(plant, lineage, expectedHead, entry, done));
            learn(lineage, answer.committed());
            return answer.outcome();
        }

        @Override
        public List<Bytes> read(Hash lineage, long from, int max) {
            var log = awaited(done -> all.model.read(plant, lineage, done)).committed();
            learn(lineage, log);
            return log == null ? List.of() : log.from(from).stream().limit(max).toList();
        }

        @Override
        public List<Bytes> close(Hash lineage) {
            return all.model.close(plant, lineage);
        }

        private void learn(Hash lineage, CarrierModel.@Nullable Log log) {
            if (log != null) {
                all.known.get(plant).put(lineage, log.from(0));
            }
        }

        private CarrierModel.Answer awaited(Consumer<Consumer<CarrierModel.Answer>> call) {
            var answer = new AtomicReference<CarrierModel.@Nullable Answer>();
            call.accept(answer::set);
            long until = all.clock.now() + ANSWER_MILLIS;
            while (answer.get() == null && all.clock.now() < until) {
                all.clock.runUntil(all.clock.now() + 10);
            }
            var given = answer.get();
            if (given == null) {
                throw new AssertionError("the model never answers");
            }
            return given;
        }
    }
}
