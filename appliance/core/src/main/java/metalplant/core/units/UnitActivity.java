package metalplant.core.units;

/** What a unit is about, in the words of systemd. */
public enum UnitActivity {
    ACTIVE,
    RELOADING,
    INACTIVE,
    FAILED,
    ACTIVATING,
    DEACTIVATING,
    MAINTENANCE,
    REFRESHING;

    /** Whether it stays so until somebody or something does anything. */
    public boolean settled() {
        return switch (this) {
            case ACTIVE, INACTIVE, FAILED, MAINTENANCE -> true;
            case RELOADING, ACTIVATING, DEACTIVATING, REFRESHING -> false;
        };
    }
}
