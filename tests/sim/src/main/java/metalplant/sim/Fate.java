package metalplant.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Tenure;
import metalplant.federation.escrow.Extent;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.LocalPlane;

/** What befalls plants and links: cuts, crashes, full disks, clocks, other software, restores and ghosts. */
final class Fate {
    /** Ranges of plants that are gone of which something still answers, who can see that, and until when. */
    private final List<Ghost> ghosts = new ArrayList<>();

    private final Map<Integer, List<SimPlant.Disk>> backups = new HashMap<>();

    private record Ghost(Range range, int seenBy, long until) {}

    private final People people;
    private final Simulation sim;

    Fate(People people) {
        this.people = people;
        this.sim = people.sim;
    }

    void cut(SimPlant plant) {
        if (people.random().nextBoolean()) {
            sim.say("plant %d is cut off".formatted(plant.index));
            sim.sometimes("cut off");
            sim.network.cutOff(plant.index, true);
        } else {
            var other = people.any(sim.plants);
            sim.say("one-way cut from %d to %d".formatted(plant.index, other.index));
            sim.sometimes("one-way cut");
            sim.network.cut(plant.index, other.index, true);
        }
    }

    void partlyHeal() {
        sim.say("the links heal");
        sim.network.heal();
    }

    void fillDisk(SimPlant plant) {
        if (plant.up && !plant.destroyed) {
            sim.say("the disk of plant %d is full".formatted(plant.index));
            sim.sometimes("disk full");
            plant.fullUntil = sim.clock.now() + people.random().nextLong(20 * Simulation.MINUTE);
        }
    }

    /** Installs the newer software, or goes back to the older one. */
    void otherSoftware(SimPlant plant) {
        // Software does not go back behind what its own database has (decision 15).
        boolean back = plant.level == Acceptance.LEVEL;
        if (plant.up && !plant.destroyed && !(back && plant.hasNewEntries())) {
            install(plant, plant.level == Acceptance.LEVEL ? Acceptance.LEVEL - 1 : Acceptance.LEVEL);
        }
    }

    void install(SimPlant plant, int level) {
        sim.say("plant %d gets software of level %d".formatted(plant.index, level));
        sim.sometimes(level == Acceptance.LEVEL ? "upgraded" : "rolled back");
        plant.level = level;
        plant.up = false;
        sim.start(plant);
    }

    /** Something of an evicted plant goes on answering where this plant can see it, or an operator says so. */
    void haunt(SimPlant plant) {
        if (!plant.up || plant.destroyed || !plant.state().phase().inFederation()) {
            return;
        }
        var ranges = plant.state().federation().pools().extents().stream()
                .filter(extent -> extent.is(Tenure.State.QUARANTINED))
                .map(Extent::range)
                .toList();
        if (ranges.isEmpty()) {
            return;
        }
        if (people.random().nextInt(4) == 0) {
            sim.sometimes("sighting reported");
            sim.give(
                    plant,
                    new Event.Want(people.uuid(), new EscrowCommand.Sighting(people.any(ranges), "an operator")));
        } else {
            sim.sometimes("haunted");
            long until = sim.clock.now() + people.random().nextLong(2 * Simulation.HOUR);
            ghosts.add(new Ghost(people.any(ranges), plant.index, until));
        }
    }

    /** What is gone answers no more. */
    void calm() {
        ghosts.clear();
    }

    /** What this plant sees of these ranges. */
    Optional<LocalPlane.Seen> seen(SimPlant by, List<Range> ranges) {
        for (var ghost : ghosts) {
            boolean visible = ghost.seenBy() == by.index && sim.clock.now() < ghost.until();
            if (visible && ranges.stream().anyMatch(range -> range.contains(ghost.range()))) {
                sim.sometimes("sighted");
                return Optional.of(new LocalPlane.Seen(ghost.range(), "a ghost"));
            }
        }
        return Optional.empty();
    }

    void backup(SimPlant plant) {
        if (!plant.destroyed) {
            backups.computeIfAbsent(plant.index, _ -> new ArrayList<>()).add(plant.disk);
        }
    }

    void restore(SimPlant plant) {
        var list = backups.getOrDefault(plant.index, List.of());
        if (!list.isEmpty() && !plant.destroyed) {
            restoreTo(plant, people.any(list));
        }
    }

    private void restoreTo(SimPlant plant, SimPlant.Disk backup) {
        sim.say("plant %d is restored from a backup, head %s"
                .formatted(plant.index, backup.state().ledger().head()));
        sim.sometimes("restored in phase " + plant.state().phase());
        var oldPeer = plant.state().peer();
        plant.fullUntil = 0;
        plant.disk = backup;
        plant.write(plant.db().reconciled(false));
        sim.carrier.wipe(plant.index);
        var life = plant.nextLife();
        var peer = sim.mutant == Mutant.A_WIPED_VOTER_KEEPS_ITS_PEER_ID
                ? oldPeer
                : "peer-%d-%d".formatted(plant.index, ++plant.peerSerial);
        plant.start();
        sim.oracle.restored(plant);
        // The first thing a restored database sees, before anything else runs.
        plant.commit(plant.next(new Event.Restored(life, peer)));
        sim.oracle.restored(plant);
    }

    /**
     * The worst that can happen to three voters: what two of them committed is forgotten by one of them, while the third, who
     * never had it, comes back, and the one that remembers is away.
     */
    void forgetfulVoter(SimPlant plant) {
        var state = plant.state();
        if (!plant.up || plant.destroyed || !state.phase().inFederation()) {
            return;
        }
        var voters = state.federation().epoch().voters();
        boolean witnessed = voters.stream().anyMatch(voter -> state.federation().isWitness(voter.plant()));
        if (witnessed || voters.size() != 3 || !state.federation().epoch().isVoter(plant.id())) {
            return;
        }
        var others = voters.stream()
                .map(voter -> sim.plants.get(sim.indexOf(voter.plant())))
                .filter(other -> other.index != plant.index)
                .toList();
        sim.sometimes("a voter forgets");
        sim.say("plant %d will forget what it voted for".formatted(plant.index));
        var backup = plant.disk;
        sim.network.heal();
        sim.network.cutOff(others.getFirst().index, true);
        sim.clock.after(4 * Simulation.MINUTE, () -> {
            if (people.trouble() && !plant.destroyed) {
                sim.network.heal();
                sim.network.cutOff(others.getLast().index, true);
                restoreTo(plant, backup);
            }
        });
    }

    void clockJump(SimPlant plant) {
        sim.sometimes("clock jump");
        plant.clockJumps((people.random().nextBoolean() ? 1 : -1)
                * (1 + people.random().nextLong(10L * 365 * 24))
                * Simulation.HOUR);
    }

    void destroyOrLeave(SimPlant plant) {
        long left = sim.plants.stream().filter(each -> !each.destroyed).count();
        if (left > 2 && plant.index > 0 && people.random().nextInt(3) == 0) {
            sim.say("plant %d is destroyed".formatted(plant.index));
            sim.sometimes("destroyed");
            plant.destroyed = true;
            plant.up = false;
        } else if (people.random().nextInt(3) == 0) {
            sim.say("plant %d leaves alone".formatted(plant.index));
            sim.sometimes("left alone");
            sim.give(plant, new Event.LeaveAlone());
        }
    }
}
