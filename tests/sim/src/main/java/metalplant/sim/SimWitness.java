package metalplant.sim;

import java.util.Optional;
import java.util.random.RandomGenerator;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.Message;
import metalplant.federation.signing.Signer;
import metalplant.federation.signing.Verifier;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.federation.witness.WitnessMirror;

/** A witness at a third place: reads what plants tell it with the product's mirror, votes in the model of the carrier, and is nothing else. */
final class SimWitness {
    final int index;
    final MemberRecord record;
    private final Simulation sim;
    private final RandomGenerator random;
    private final Acceptance acceptance;
    private WitnessMirror mirror;
    private int peerSerial;
    boolean up;

    SimWitness(Simulation sim, int index, Signer signer, Verifier verifier, RandomGenerator random) {
        this.sim = sim;
        this.index = index;
        this.random = random;
        this.record = new MemberRecord(
                signer.key(),
                "witness",
                Acceptance.LEVEL,
                new Incarnation(0, Bytes.of(new byte[16])),
                Bytes.EMPTY,
                Bytes.EMPTY,
                "");
        this.acceptance = new Acceptance(verifier, sim.mutant.guards(), Acceptance.LEVEL);
        this.mirror = new WitnessMirror(People.FEDERATION, acceptance);
    }

    PlantId id() {
        return record.plant();
    }

    String peer() {
        return "peer-%d-%d".formatted(index, peerSerial);
    }

    Optional<FederationState> state() {
        return mirror.state();
    }

    /** It reads the ledger from its beginning at each start; its votes are kept. */
    void start() {
        up = true;
        mirror = new WitnessMirror(People.FEDERATION, acceptance);
    }

    /** Its disk was lost: it votes under an id that never voted. */
    void forgetVotes() {
        sim.carrier.wipe(index);
        if (sim.mutant != Mutant.A_WIPED_VOTER_KEEPS_ITS_PEER_ID) {
            peerSerial++;
        }
        start();
    }

    void tick() {
        if (up) {
            sim.plants.forEach(this::ask);
        }
        sim.clock.after(Simulation.TICK - Simulation.TICK / 8 + random.nextLong(Simulation.TICK / 4), this::tick);
    }

    private void ask(SimPlant plant) {
        mirror.state()
                .filter(known -> known.isWitness(id()))
                .ifPresent(known -> send(
                        plant,
                        new Message.Presence(known.epoch().lineage(), mirror.head(), record.incarnation(), peer())));
        send(plant, new Message.Pull(mirror.behind(plant.id())));
    }

    private void send(SimPlant to, Message message) {
        sim.network.send(index, to.index, () -> sim.give(to, new Event.Received(id(), message)));
    }

    void received(SimPlant from, Message message) {
        if (!up) {
            return;
        }
        switch (message) {
            case Message.Presence presence -> mirror.follows(from.id(), presence.lineage());
            case Message.Chunk chunk -> {
                if (mirror.told(from.id(), chunk.entries())) {
                    send(from, new Message.Pull(mirror.behind(from.id())));
                }
            }
            default -> {}
        }
    }
}
