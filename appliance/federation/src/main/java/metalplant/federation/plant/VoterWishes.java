package metalplant.federation.plant;

import java.util.ArrayList;
import java.util.List;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.Voter;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Member;
import metalplant.federation.witness.Witness;

/** Who shall vote: plants that are heard, a witness beside two, and whoever came back under another id. */
final class VoterWishes {
    private final Draft draft;
    private final FederationState federation;
    private final Wishes.Wishing wishing;

    VoterWishes(Draft draft, Wishes.Wishing wishing) {
        this.draft = draft;
        this.federation = draft.federation();
        this.wishing = wishing;
    }

    /** The first voter invites others to vote, and replaces the id of one that came back under a new one. */
    void look() {
        var voters = federation.epoch().voters();
        var plants = voters.stream()
                .map(Voter::plant)
                .filter(plant -> !federation.isWitness(plant))
                .toList();
        if (plants.isEmpty()
                || (!plants.getFirst().equals(draft.me()) && !plants.getLast().equals(draft.me()))) {
            return;
        }
        witness();
        for (var voter : voters) {
            var contact = draft.contacts.get(voter.plant());
            boolean renamed = contact.filter(each -> !each.peer().equals(voter.peer())
                            && each.lineage().equals(federation.epoch().lineage()))
                    .isPresent();
            if (renamed && !voter.plant().equals(draft.me())) {
                var changed = new ArrayList<>(voters);
                changed.set(
                        voters.indexOf(voter),
                        new Voter(voter.plant(), contact.get().peer()));
                wishing.wish(new EpochCommand.VoterSet(List.copyOf(changed)));
            }
        }
        if (voters.size() < draft.around.config().votersMax()) {
            addVoter(voters);
        }
    }

    /** It is of use beside two plants; beside one it could only stop it. */
    private void witness() {
        boolean wanted = federation.witness().filter(Witness::mayVote).isPresent() && plantVoters() > 1;
        if (witnessVotes() && !wanted) {
            wishing.wish(new EpochCommand.VoterSet(withoutWitness()));
        }
    }

    boolean witnessVotes() {
        return federation.epoch().voters().stream().anyMatch(voter -> federation.isWitness(voter.plant()));
    }

    long plantVoters() {
        return federation.epoch().voters().stream()
                .filter(voter -> !federation.isWitness(voter.plant()))
                .count();
    }

    List<Voter> withoutWitness() {
        return federation.epoch().voters().stream()
                .filter(voter -> !federation.isWitness(voter.plant()))
                .toList();
    }

    private void addVoter(List<Voter> voters) {
        var witness = federation
                .witness()
                .filter(each -> each.mayVote() && !federation.epoch().isVoter(each.plant()) && plantVoters() == 2)
                .flatMap(each -> draft.contacts
                        .get(each.plant())
                        .filter(this::heardLately)
                        .map(contact -> new Voter(each.plant(), contact.peer())));
        if (witness.isPresent()) {
            var changed = new ArrayList<>(voters);
            changed.add(witness.get());
            wishing.wish(new EpochCommand.VoterSet(List.copyOf(changed)));
            return;
        }
        for (var member : federation.members().all()) {
            var contact = draft.contacts.get(member.plant());
            boolean ready = member.status() == Member.Status.ACTIVE
                    && !federation.epoch().isVoter(member.plant())
                    && contact.filter(this::heardLately)
                            // What it said before it was taken in may name a voter that it has given up since.
                            .filter(said -> said.seq() >= member.acknowledged())
                            .isPresent();
            if (ready) {
                var changed = new ArrayList<>(voters);
                changed.add(new Voter(member.plant(), contact.get().peer()));
                wishing.wish(new EpochCommand.VoterSet(List.copyOf(changed)));
                return;
            }
        }
    }

    /** A plant that is silent would only stop the others if it voted. */
    private boolean heardLately(Contact contact) {
        return contact.isFresh(
                draft.around.now().steadyMillis(), federation.epoch().lineage());
    }

    /** The first plant among the voters does what one of them has to do. */
    static boolean isFirstVoter(Draft draft) {
        return draft.federation().epoch().voters().stream()
                .map(Voter::plant)
                .filter(plant -> !draft.federation().isWitness(plant))
                .findFirst()
                .filter(draft.me()::equals)
                .isPresent();
    }
}
