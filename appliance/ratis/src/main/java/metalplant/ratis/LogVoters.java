package metalplant.ratis;

import java.util.List;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.encoding.UnknownKind;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Voter;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Who votes according to a log that was checked before. */
record LogVoters(List<Voter> voters) {
    /** Before any entry. */
    static final LogVoters NONE = new LogVoters(List.of());

    boolean has(String peer) {
        return voters.stream().anyMatch(voter -> voter.peer().equals(peer));
    }

    /** Behind these entries; one that nobody here can read changes nothing. */
    LogVoters after(List<Bytes> entries) {
        var next = this;
        for (var entry : entries) {
            try {
                next = next.after(body(entry));
            } catch (UnknownKind | Malformed _) {
                return next;
            }
        }
        return next;
    }

    private LogVoters after(Body body) {
        return switch (body.command()) {
            case MemberCommand.Genesis _, EpochCommand.EpochBump _ -> new LogVoters(List.of(founder(body)));
            case EpochCommand.VoterSet set -> new LogVoters(set.voters());
            case MemberCommand.MemberEvict evict ->
                new LogVoters(voters.stream()
                        .filter(voter -> !voter.plant().equals(evict.plant()))
                        .toList());
            default -> this;
        };
    }

    /** The one voter with which this lineage began. */
    static Voter founder(Hash lineage, List<Bytes> log) {
        return log.reversed().stream()
                .filter(entry -> Hash.of(entry.toArray()).equals(lineage))
                .findFirst()
                .map(entry -> founder(body(entry)))
                .orElseThrow(() -> Problem.of(
                        ProblemCode.BAD_REQUEST, "the log has no entry that opens lineage %s".formatted(lineage)));
    }

    private static Voter founder(Body body) {
        return switch (body.command()) {
            case MemberCommand.Genesis genesis -> new Voter(genesis.founder().plant(), genesis.peer());
            case EpochCommand.EpochBump bump -> new Voter(bump.survivor(), bump.peer());
            default -> throw Problem.of(ProblemCode.BAD_REQUEST, "this entry opens no lineage");
        };
    }

    private static Body body(Bytes entry) {
        return CanonicalForm.decode(Entry.class, entry.toArray()).body();
    }
}
