package metalplant.sim;

import java.util.List;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.invite.Invite;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.JoinPlan;
import metalplant.federation.value.Bytes;

/** Operators who bring plants into the federation, rightly or not. */
final class Joins {
    private final People people;
    private final Simulation sim;

    Joins(People people) {
        this.people = people;
        this.sim = people.sim;
    }

    void join(SimPlant plant) {
        if (plant.destroyed) {
            return;
        }
        var phase = plant.state().phase();
        boolean may = phase == Phase.STANDALONE
                || phase == Phase.REJOIN_REQUIRED
                || (phase.inFederation() && plant.state().diverged());
        var inviters = sim.plants.stream()
                .filter(other -> other.index != plant.index
                        && other.up
                        && other.state().phase() == Phase.MEMBER
                        && !other.state().diverged())
                .toList();
        if (may && plant.up && !inviters.isEmpty()) {
            joinBy(plant, people.any(inviters));
        } else if (!plant.state().phase().inFederation() && people.trouble()) {
            sim.clock.after(10 * Simulation.MINUTE, () -> join(plant));
        }
    }

    void joinBy(SimPlant plant, SimPlant inviter) {
        if (sim.fences.isFenced(inviter)) {
            return;
        }
        sim.say("plant %d invites plant %d".formatted(inviter.index, plant.index));
        var invite = new Invite(
                people.uuid(),
                People.FEDERATION,
                inviter.state().federation().epoch().number(),
                "",
                inviter.signer.key(),
                Bytes.of(new byte[16]));
        sim.give(inviter, new Event.MakeInvite(invite));
        var shown = invite;
        if (people.trouble() && people.random().nextInt(8) == 0) {
            sim.sometimes("wrong invite");
            shown = new Invite(invite.joinId(), People.FEDERATION, 0, "", inviter.signer.key(), Bytes.of(new byte[] {
                1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
            }));
        }
        var bring = plant.state().phase() == Phase.STANDALONE ? List.of(plant.ownPrefix) : List.<PoolSpec>of();
        // Who is in no federation forgets what it voted, and the ids with it.
        var peer = plant.state().phase().inFederation()
                ? plant.state().peer()
                : "peer-%d-%d".formatted(plant.index, ++plant.peerSerial);
        sim.give(plant, new Event.Join(shown, bring, peer));
        if (people.trouble()) {
            sim.clock.after(30 * Simulation.MINUTE, () -> join(plant));
        }
    }

    /** The operators read the plan, compare the words and accept, or think about it. */
    void shown(SimPlant plant, JoinPlan plan) {
        if (!plan.localOnly().isEmpty()) {
            sim.sometimes("join with overlapping prefixes");
        }
        if (people.random().nextInt(4) > 0) {
            sim.clock.after(
                    1 + people.random().nextLong(Simulation.MINUTE),
                    () -> sim.give(plant, new Event.AcceptPlan(plan.hash())));
        } else if (people.trouble() && people.random().nextInt(6) == 0) {
            sim.sometimes("join aborted");
            sim.clock.after(1, () -> sim.give(plant, new Event.Abort()));
        }
    }
}
