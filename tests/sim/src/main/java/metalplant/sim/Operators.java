package metalplant.sim;

import java.math.BigInteger;
import java.util.List;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.FenceKind;
import metalplant.federation.entry.Horizon;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Range;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.Holdings;

/** Operators of plants in trouble: rightly or wrongly they give up others, put them out, fence them, move ranges and look at what is in use. */
final class Operators {
    private final People people;
    private final Simulation sim;

    Operators(People people) {
        this.people = people;
        this.sim = people.sim;
    }

    /** An entry of a kind that old software does not know. */
    void endOfAllocation(SimPlant plant) {
        if (plant.state().phase().inFederation()) {
            sim.sometimes("end of allocation ordered");
            sim.give(
                    plant,
                    new Event.Want(
                            people.uuid(),
                            new EscrowCommand.AllocateUntil(
                                    people.pools.getFirst().id(),
                                    people.random().nextBoolean() ? 0 : Horizon.MILLIS_MIN)));
        }
    }

    /** Operators look at switches and routes and take in what is in use. */
    void reconcileAll() {
        for (var plant : sim.plants) {
            boolean raised = plant.state()
                    .ledger()
                    .state()
                    .flatMap(known -> known.members().find(plant.id()))
                    .filter(member -> member.record()
                            .incarnation()
                            .equals(plant.state().self().incarnation()))
                    .isPresent();
            boolean apart = plant.state().phase() == Phase.STANDALONE
                    && plant.state().ledger().state().isEmpty();
            if (plant.up && !plant.destroyed && !plant.isFull() && !plant.db().reconciled() && (raised || apart)) {
                reconcile(plant);
            }
        }
    }

    private void reconcile(SimPlant plant) {
        var db = plant.db();
        for (var row : db.rows().values()) {
            db = db.without(row.number());
        }
        for (var used : sim.oracle.inUseAt(plant).entrySet()) {
            db = db.with(new LocalDb.Row(used.getKey(), used.getValue(), Long.MAX_VALUE));
        }
        plant.write(db.reconciled(true));
        sim.oracle.reconciled(plant);
        sim.sometimes("reconciled");
    }

    /** A plant has just signed for another one; now and then that is the last the others hear of it before it breaks glass. */
    void signed(SimPlant plant) {
        if (people.trouble() && people.splits() && people.random().nextInt(3) == 0) {
            sim.clock.after(Simulation.MINUTE / 20, () -> {
                if (people.trouble()) {
                    sim.network.cutOff(plant.index, true);
                }
            });
            sim.clock.after(4 * Simulation.MINUTE, () -> {
                if (people.trouble() && plant.state().phase().inFederation()) {
                    sim.sometimes("break-glass behind a signature");
                    breakGlass(plant);
                }
            });
        }
    }

    /** Rightly or wrongly. */
    void breakGlass(SimPlant plant) {
        if (!plant.up
                || plant.destroyed
                || plant.isFull()
                || sim.isAlone(plant)
                || !plant.state().phase().inFederation()) {
            return;
        }
        var lineage = plant.state().federation().epoch().lineage();
        sim.sometimes("break-glass");
        boolean others = plant.state().federation().epoch().voters().stream()
                .anyMatch(voter -> !voter.plant().equals(plant.id()) && sim.isUp(sim.indexOf(voter.plant())));
        if (others) {
            sim.sometimes("wrong break-glass");
        }
        var tail = sim.carrier.close(plant.index, lineage);
        var peer = "peer-%d-%d".formatted(plant.index, ++plant.peerSerial);
        sim.say("plant %d breaks glass".formatted(plant.index));
        sim.give(plant, new Event.BreakGlass(people.recovery, tail, peer));
    }

    /** Removes a voter, or evicts a member that does not vote. */
    void putOut(SimPlant plant) {
        people.anyMember().filter(by -> by.index != plant.index).ifPresent(by -> putOut(by, plant));
    }

    void putOut(SimPlant by, SimPlant plant) {
        var federation = by.state().federation();
        if (!federation.members().mayWrite(plant.id())) {
            return;
        }
        Command command;
        if (federation.epoch().isVoter(plant.id()) && people.random().nextBoolean()) {
            command = new EpochCommand.VoterSet(federation.epoch().voters().stream()
                    .filter(voter -> !voter.plant().equals(plant.id()))
                    .toList());
        } else {
            command = new MemberCommand.MemberEvict(plant.id());
            sim.sometimes("evicted");
        }
        sim.say("plant %d puts out plant %d: %s".formatted(by.index, plant.index, command));
        sim.give(by, new Event.Want(people.uuid(), command));
    }

    /** Two operators first take routes and links away, then say so. */
    void fence() {
        people.anyMember().ifPresent(this::fenceBy);
    }

    void fenceBy(SimPlant by) {
        for (var member : by.state().federation().members().all()) {
            if (member.status() == Member.Status.EVICTED && !member.fenced()) {
                var plant = sim.plants.get(sim.indexOf(member.plant()));
                sim.fences.put(by, plant);
                sim.sometimes("fenced");
                var kind = plant.destroyed ? FenceKind.DESTROYED : FenceKind.ROUTES_WITHDRAWN;
                sim.give(
                        by,
                        new Event.Want(
                                people.uuid(),
                                new MemberCommand.FenceProof(
                                        member.plant(), kind, List.of("day-shift", "night-shift"))));
                return;
            }
        }
    }

    void moveRange(SimPlant plant) {
        var held = Holdings.held(plant.state()).stream()
                .filter(extent -> extent.range().pool().startsWith("203"))
                .toList();
        if (plant.up && !held.isEmpty()) {
            var to = people.any(sim.plants);
            var range = people.any(held).range();
            var one = new Range(
                    range.pool(),
                    range.first().add(BigInteger.valueOf(people.random().nextInt(8))),
                    BigInteger.ONE);
            if (to.index != plant.index && range.contains(one)) {
                sim.sometimes("address moved");
                sim.give(plant, new Event.MoveRange(one, to.id()));
            }
        }
    }

    void drain(SimPlant plant) {
        long members = sim.plants.stream()
                .filter(other -> other.state().phase() == Phase.MEMBER)
                .count();
        if (members > 2) {
            sim.say("plant %d is told to leave".formatted(plant.index));
            sim.give(plant, new Event.Drain());
        }
    }
}
