package metalplant.federation.membership;

import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.value.PlantId;

/**
 * A plant as the ledger knows it.
 *
 * @param fencedAt seq of the proof that it uses nothing shared any more; -1 = none
 * @param livingSince seq from which on it has its present incarnation
 * @param acknowledged it has every entry up to here
 * @param sightedAt seq of the last entry that says that an address of its quarantined blocks was seen; -1 = none
 * @param stoodAt seq of its last entry that says that it follows this ledger and has nothing of what fenced plants had; -1 = none
 */
public record Member(
        MemberRecord record,
        Status status,
        long fencedAt,
        long livingSince,
        long acknowledged,
        long sightedAt,
        long stoodAt) {
    /** What the ledger says of a member. */
    public enum Status {
        ACTIVE,
        DRAINING,
        LEFT,
        EVICTED,
        /** Evicted, fenced, and nothing of it in quarantine any more. */
        RECLAIMED;

        /** Whether its signature counts. */
        public boolean mayWrite() {
            return this == ACTIVE || this == DRAINING;
        }

        /** Whether blocks may be its own. */
        public boolean holdsBlocks() {
            return mayWrite() || this == EVICTED;
        }
    }

    public PlantId plant() {
        return record.plant();
    }

    public boolean fenced() {
        return fencedAt >= 0;
    }

    public Member withStatus(Status changed) {
        return new Member(record, changed, fencedAt, livingSince, acknowledged, sightedAt, stoodAt);
    }

    public Member fencedAt(long seq) {
        return new Member(record, status, seq, livingSince, acknowledged, sightedAt, stoodAt);
    }

    public Member sightedAt(long seq) {
        return new Member(record, status, fencedAt, livingSince, acknowledged, seq, stoodAt);
    }

    public Member stoodAt(long seq) {
        return new Member(record, status, fencedAt, livingSince, acknowledged, sightedAt, seq);
    }

    public Member acknowledged(long seq) {
        return new Member(record, status, fencedAt, livingSince, Math.max(seq, acknowledged), sightedAt, stoodAt);
    }

    public Member withLabel(String label) {
        return with(new MemberRecord(
                record.key(),
                label,
                record.level(),
                record.incarnation(),
                record.meshCa(),
                record.wireguardKey(),
                record.endpoint()));
    }

    public Member at(String endpoint) {
        return with(new MemberRecord(
                record.key(),
                record.label(),
                record.level(),
                record.incarnation(),
                record.meshCa(),
                record.wireguardKey(),
                endpoint));
    }

    public Member withLevel(int level) {
        return with(record.withLevel(level));
    }

    /** Restored: another life, from this entry on. */
    public Member reborn(Incarnation incarnation, long seq) {
        return new Member(record.living(incarnation), status, fencedAt, seq, acknowledged, sightedAt, stoodAt);
    }

    private Member with(MemberRecord changed) {
        return new Member(changed, status, fencedAt, livingSince, acknowledged, sightedAt, stoodAt);
    }
}
