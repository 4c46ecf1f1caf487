package metalplant.federation.entry;

import java.util.List;
import java.util.UUID;
import metalplant.federation.encoding.Kind;
import metalplant.federation.signing.MemberKey;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/** Who belongs to the federation. */
public sealed interface MemberCommand extends Command {
    /**
     * The first entry of a federation, at its first invite. The founder holds all its prefixes as whole blocks.
     *
     * @param recovery public half of the recovery key; the private half exists only as words on paper
     */
    @Kind(1)
    record Genesis(MemberRecord founder, MemberKey recovery, String peer, List<PoolSpec> brought)
            implements MemberCommand {}

    /**
     * A plant joins, or comes back. Signed by the plant and by its inviter.
     *
     * @param plan hash of the plan that both operators accepted
     * @param brought its own prefixes, which it goes on holding as whole blocks
     * @param evidence what it signed away out of its reserve in a lineage that it now leaves
     */
    @Kind(2)
    record MemberAdd(
            UUID joinId,
            MemberRecord member,
            PlantId inviter,
            Hash plan,
            List<PoolSpec> brought,
            List<Evidence> evidence)
            implements MemberCommand {}

    /** A member begins to leave. */
    @Kind(3)
    record MemberDrain(PlantId plant) implements MemberCommand {}

    /** A member left: it holds nothing but what it brought, which it takes with it. */
    @Kind(4)
    record MemberLeft(PlantId plant) implements MemberCommand {}

    /** The others put a member out. Its signature is worthless from here on, and so is its vote. */
    @Kind(5)
    record MemberEvict(PlantId plant) implements MemberCommand {}

    /** A member changes its label. */
    @Kind(6)
    record LabelClaim(PlantId plant, String label) implements MemberCommand {
        public LabelClaim {
            Labels.checked(label);
        }
    }

    /** A member was restored: nothing may be allocated from its older grants. Signed by it and by another member or the recovery key. */
    @Kind(7)
    record IncarnationRaise(PlantId plant, Incarnation incarnation) implements MemberCommand {}

    /** A restored member knows again which addresses are in use: its older grants are good again. */
    @Kind(8)
    record Reconciled(PlantId plant, long counter) implements MemberCommand {}

    /**
     * An evicted plant uses none of the shared addresses any more.
     *
     * @param confirmedBy two different operators, unless the plant itself signs
     */
    @Kind(9)
    record FenceProof(PlantId plant, FenceKind kind, List<String> confirmedBy) implements MemberCommand {}

    /** A member has everything up to this entry; tombstones older than what all have may go. */
    @Kind(10)
    record MirrorAck(PlantId plant, long seq) implements MemberCommand {}

    /** The highest role that {@code owner} accepts from callers whom {@code peer} vouches for (decision 13). */
    @Kind(11)
    record MemberAuthority(PlantId owner, PlantId peer, Role highest) implements MemberCommand {}

    /** Roles that can be granted to callers of another plant; never the administrator's. */
    enum Role {
        NONE,
        VIEW,
        EDIT
    }

    /** A member can read up to this level from now on, for good. */
    @Kind(12)
    record MemberLevel(PlantId plant, int level) implements MemberCommand {}

    /** Entries of this level may be written from now on: every member can read them. */
    @Kind(13)
    record SchemaLevel(int level) implements MemberCommand {}

    /** A member is reached elsewhere from now on. */
    @Kind(72)
    record MemberMoved(PlantId plant, String endpoint) implements MemberCommand {
        public MemberMoved {
            if (endpoint.length() > MemberRecord.ENDPOINT_MAX) {
                throw new IllegalArgumentException(
                        "an endpoint has at most %d characters".formatted(MemberRecord.ENDPOINT_MAX));
            }
        }
    }

    /**
     * What usually stays inside and {@code owner} opens to callers whom {@code peer} vouches for (decision 13): all of it, each time.
     * A name that a reader does not know opens nothing there.
     */
    @Kind(73)
    record MemberGrants(PlantId owner, PlantId peer, List<String> grants) implements MemberCommand {
        /** Names of one list. */
        public static final int GRANTS_MAX = 16;

        public MemberGrants {
            grants = List.copyOf(grants);
            if (grants.size() > GRANTS_MAX || grants.stream().distinct().count() != grants.size()) {
                throw new IllegalArgumentException("at most %d grants, each once".formatted(GRANTS_MAX));
            }
            grants.forEach(Labels::checked);
        }
    }
}
