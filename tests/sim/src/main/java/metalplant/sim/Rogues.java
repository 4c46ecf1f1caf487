package metalplant.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Tenure;
import metalplant.federation.entry.Version;
import metalplant.federation.escrow.Extent;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.Message;
import metalplant.federation.value.Bytes;

/** Whoever sends what is late, forged, or against the rules. */
final class Rogues {
    private final List<List<Bytes>> bundles = new ArrayList<>();

    private final People people;
    private final Simulation sim;

    Rogues(People people) {
        this.people = people;
        this.sim = people.sim;
    }

    /** Entries on a stick, carried around and read late. */
    void bundle(SimPlant plant) {
        if (people.random().nextBoolean() || bundles.isEmpty()) {
            bundles.add(plant.from(0, Integer.MAX_VALUE));
        } else {
            var entries = people.any(bundles);
            sim.sometimes("bundle");
            sim.give(plant, new Event.Offered(entries));
            if (entries.size() > 2) {
                int cut = people.random().nextInt(entries.size());
                sim.sometimes("bundle in pieces, the last first");
                sim.give(plant, new Event.Offered(entries.subList(cut, entries.size())));
                sim.give(plant, new Event.Offered(entries.subList(0, cut)));
            }
        }
    }

    /** Somebody sends rubbish that looks like entries. */
    void forge(SimPlant plant) {
        var other = people.any(sim.plants);
        var log = other.from(0, Integer.MAX_VALUE);
        if (log.isEmpty() || !plant.state().phase().inFederation()) {
            return;
        }
        sim.sometimes("forged entry");
        var last = people.any(log);
        var damaged = last.withFlippedBit(people.random().nextInt(last.size() * 8));
        sim.give(
                plant,
                new Event.Received(other.id(), new Message.Chunk(List.of(damaged, last.first(last.size() / 2)))));
        var head = plant.state().ledger().head();
        var federation = plant.state().federation();
        var body = new Body(
                People.FEDERATION,
                1,
                federation.epoch().number() - people.random().nextInt(2),
                head.seq() + 1,
                head.hash(),
                0,
                people.uuid(),
                plant.id(),
                new MemberCommand.MemberDrain(plant.id()));
        var stranger = sim.signer(Bytes.of(new byte[32]));
        sim.give(
                plant,
                new Event.Received(
                        other.id(),
                        new Message.Chunk(
                                List.of(Entry.sealed(body, List.of(stranger)).bytes()))));
    }

    /** An operator, or a plant gone wrong, wants what is against the rules. */
    void wrongOrder(SimPlant plant) {
        if (!plant.state().phase().inFederation()) {
            return;
        }
        var federation = plant.state().federation();
        switch (people.random().nextInt(5)) {
            case 0 ->
                federation.homes().all().stream()
                        .filter(entity -> !entity.home().equals(plant.id()))
                        .findFirst()
                        .ifPresent(entity -> order(
                                plant,
                                new HomeCommand.EntityPut(
                                        entity.kind(),
                                        entity.id(),
                                        entity.version().next(),
                                        entity.scope(),
                                        entity.name(),
                                        people.content())));
            case 1 ->
                federation.homes().all().stream()
                        .filter(entity -> entity.home().equals(plant.id())
                                && entity.version().number() > 1)
                        .findFirst()
                        .ifPresent(entity -> order(
                                plant,
                                new HomeCommand.EntityPut(
                                        entity.kind(),
                                        entity.id(),
                                        new Version(
                                                entity.version().homeEpoch(),
                                                entity.version().number() - 1),
                                        entity.scope(),
                                        entity.name(),
                                        people.content())));
            case 2 ->
                federation.pools().extents().stream()
                        .filter(extent -> extent.is(Tenure.State.FREE)
                                && !extent.tenure().owner().equals(plant.id()))
                        .findFirst()
                        .ifPresent(extent -> stealReserve(plant, extent));
            case 3 -> repeat(plant);
            default -> writeWhileOut();
        }
    }

    private void stealReserve(SimPlant plant, Extent extent) {
        var pool = plant.state().federation().pools().get(extent.range().pool());
        pool.freeBlock(owner -> owner.equals(extent.tenure().owner()))
                .ifPresent(block -> order(
                        plant,
                        new EscrowCommand.BlockGrant(
                                block,
                                plant.id(),
                                plant.state().self().incarnation().counter(),
                                pool.nextFence())));
    }

    /** A request that had its effect is sent again, as a client does that heard nothing. */
    private void repeat(SimPlant plant) {
        int whom = people.random().nextInt(3);
        var request = new UUID(2, people.random().nextInt(4));
        var highest = MemberCommand.Role.values()[people.random().nextInt(MemberCommand.Role.values().length)];
        plant.state()
                .ledger()
                .state()
                .map(known -> known.members().all())
                .ifPresent(all -> sim.give(
                        plant,
                        new Event.Want(
                                request,
                                new MemberCommand.MemberAuthority(
                                        plant.id(), all.get(whom % all.size()).plant(), highest))));
    }

    /** The end of membership does not stop somebody from signing. */
    private void writeWhileOut() {
        people.anyMember().ifPresent(by -> {
            var federation = by.state().federation();
            federation.members().all().stream()
                    .filter(member -> member.status() == Member.Status.EVICTED)
                    .findFirst()
                    .ifPresent(member -> {
                        var out = sim.plants.get(sim.indexOf(member.plant()));
                        var head = by.state().ledger().head();
                        var body = new Body(
                                People.FEDERATION,
                                1,
                                federation.epoch().number(),
                                head.seq() + 1,
                                head.hash(),
                                0,
                                people.uuid(),
                                member.plant(),
                                new HomeCommand.EntityPut(
                                        "project", people.uuid(), new Version(0, 1), "", "out", Bytes.EMPTY));
                        sim.sometimes("an evicted plant writes");
                        sim.give(
                                by,
                                new Event.Offered(List.of(
                                        Entry.sealed(body, List.of(out.signer)).bytes())));
                    });
        });
    }

    private void order(SimPlant plant, Command command) {
        sim.sometimes("wrong order");
        sim.give(plant, new Event.Want(people.uuid(), command));
    }
}
