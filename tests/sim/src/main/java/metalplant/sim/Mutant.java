package metalplant.sim;

import metalplant.federation.guard.Guards;

/** A guard left out. The oracle must notice each of them: these are the tests of the test. */
public enum Mutant {
    /** Nothing is left out. */
    NONE,
    GRANTS_OF_AN_EARLIER_LIFE_ARE_USED,
    QUARANTINE_ENDS_WITHOUT_PROOF,
    ONE_OF_TWO_IS_A_QUORUM,
    FOREIGN_RESERVES_ARE_USED_AFTER_BREAK_GLASS,
    BLOCKS_ARE_RETURNED_WITH_ADDRESSES,
    RETURNED_BLOCKS_ARE_STILL_USED,
    A_WIPED_VOTER_KEEPS_ITS_PEER_ID,
    SIGNED_AWAY_AND_FORGOTTEN,
    ANYBODY_SIGNS_A_RESERVE_AWAY,
    EVICTED_PLANTS_WRITE,
    NAMES_ARE_TAKEN_TWICE,
    ANYBODY_CHANGES_AN_ENTITY,
    OLDER_VERSIONS_WIN,
    REQUESTS_WORK_TWICE,
    TOMBSTONES_VANISH,
    LEVELS_ARE_NOT_WAITED_FOR,
    SPANS_ARE_NOT_CLAIMED,
    HOMES_DO_NOT_SPEAK_FIRST,
    ALLOCATION_NEEDS_A_LINK,
    PREFIXES_ARE_NOT_CLAIMED,
    FOLLOWERS_ARE_NOT_AWAITED,
    TWINS_ARE_NOT_TOLD,
    WHAT_IS_SEEN_ALIVE_IS_FREED;

    /** The guards without this one. */
    Guards guards() {
        return switch (this) {
            case NONE,
                    ONE_OF_TWO_IS_A_QUORUM,
                    A_WIPED_VOTER_KEEPS_ITS_PEER_ID,
                    ALLOCATION_NEEDS_A_LINK,
                    TWINS_ARE_NOT_TOLD -> Guards.ALL;
            case SPANS_ARE_NOT_CLAIMED ->
                new Without() {
                    @Override
                    public boolean spanClaimed(boolean claimed) {
                        return true;
                    }
                };
            case PREFIXES_ARE_NOT_CLAIMED ->
                new Without() {
                    @Override
                    public boolean prefixClaimed(boolean claimed) {
                        return true;
                    }
                };
            case FOLLOWERS_ARE_NOT_AWAITED ->
                new Without() {
                    @Override
                    public boolean followersKnown(boolean known) {
                        return true;
                    }
                };
            case HOMES_DO_NOT_SPEAK_FIRST ->
                new Without() {
                    @Override
                    public boolean homeSpoke(boolean spoken) {
                        return true;
                    }
                };
            case LEVELS_ARE_NOT_WAITED_FOR ->
                new Without() {
                    @Override
                    public boolean levelReached(int wanted, int reached) {
                        return true;
                    }
                };
            case WHAT_IS_SEEN_ALIVE_IS_FREED ->
                new Without() {
                    @Override
                    public boolean unseen(boolean seen) {
                        return true;
                    }
                };
            case GRANTS_OF_AN_EARLIER_LIFE_ARE_USED ->
                new Without() {
                    @Override
                    public boolean grantOfThisLife(long grantIncarnation, long myIncarnation) {
                        return true;
                    }
                };
            case QUARANTINE_ENDS_WITHOUT_PROOF ->
                new Without() {
                    @Override
                    public boolean fenceGate(boolean evicted, boolean fenced) {
                        return true;
                    }

                    @Override
                    public boolean heldDown(long waitedMillis, long holdDownMillis) {
                        return true;
                    }
                };
            case FOREIGN_RESERVES_ARE_USED_AFTER_BREAK_GLASS ->
                new Without() {
                    @Override
                    public boolean reserveUsable(boolean ownerAnswersForIt) {
                        return true;
                    }

                    @Override
                    public boolean sealedByReserveOwner(boolean sealed) {
                        return true;
                    }
                };
            case BLOCKS_ARE_RETURNED_WITH_ADDRESSES ->
                new Without() {
                    @Override
                    public boolean emptyEnoughToReturn(long liveRows) {
                        return true;
                    }
                };
            case RETURNED_BLOCKS_ARE_STILL_USED ->
                new Without() {
                    @Override
                    public boolean notLeaving(boolean leaving) {
                        return true;
                    }
                };
            case SIGNED_AWAY_AND_FORGOTTEN ->
                new Without() {
                    @Override
                    public boolean remembersWhatItSigned() {
                        return false;
                    }
                };
            case ANYBODY_SIGNS_A_RESERVE_AWAY ->
                new Without() {
                    @Override
                    public boolean sealedByReserveOwner(boolean sealed) {
                        return true;
                    }
                };
            case EVICTED_PLANTS_WRITE ->
                new Without() {
                    @Override
                    public boolean mayWrite(boolean member) {
                        return true;
                    }
                };
            case NAMES_ARE_TAKEN_TWICE ->
                new Without() {
                    @Override
                    public boolean nameFree(boolean taken) {
                        return true;
                    }
                };
            case ANYBODY_CHANGES_AN_ENTITY ->
                new Without() {
                    @Override
                    public boolean writtenAtHome(boolean byHome) {
                        return true;
                    }
                };
            case OLDER_VERSIONS_WIN ->
                new Without() {
                    @Override
                    public boolean newerVersion(boolean newer) {
                        return true;
                    }
                };
            case REQUESTS_WORK_TWICE ->
                new Without() {
                    @Override
                    public boolean firstTime(boolean seenBefore) {
                        return true;
                    }
                };
            case TOMBSTONES_VANISH ->
                new Without() {
                    @Override
                    public boolean tombstoneStays(boolean everybodyKnows) {
                        return false;
                    }
                };
        };
    }

    private abstract static class Without extends Guards {}
}
