package metalplant.model.event;

import java.util.Locale;

/** Where a server is on its way; it follows from the newest event that was kept. */
public enum ProvisioningState {
    /** Nothing was heard of it yet. */
    INITIAL("Initial"),
    PXE_BOOTING("PXE Booting"),
    PREPARING("Preparing"),
    REGISTERING("Registering"),
    WAITING("Waiting"),
    INSTALLING("Installing"),
    BOOTING_NEW_KERNEL("Booting New Kernel"),
    PHONED_HOME("Phoned Home"),
    PLANNED_REBOOT("Planned Reboot"),
    MACHINE_RECLAIM("Machine Reclaim"),
    CRASHING("Crashing");

    private final String title;

    ProvisioningState(String title) {
        this.title = title;
    }

    public static ProvisioningState of(ProvisioningEvents events) {
        return events.newest().map(newest -> after(newest.event())).orElse(INITIAL);
    }

    /** The state in which {@code event} leaves a server, as the newest of its log. */
    public static ProvisioningState after(EventType event) {
        return switch (event) {
            // No log of ours holds this one; should one come from elsewhere, it must not block what follows.
            case ALIVE -> INITIAL;
            case CRASHED -> CRASHING;
            case PXE_BOOTING -> PXE_BOOTING;
            case PLANNED_REBOOT -> PLANNED_REBOOT;
            case PREPARING -> PREPARING;
            case REGISTERING -> REGISTERING;
            case WAITING -> WAITING;
            case INSTALLING -> INSTALLING;
            case BOOTING_NEW_KERNEL -> BOOTING_NEW_KERNEL;
            case PHONED_HOME -> PHONED_HOME;
            case MACHINE_RECLAIM -> MACHINE_RECLAIM;
        };
    }

    /** As messages of unexpected events name it. */
    public String text() {
        return "state " + title.toLowerCase(Locale.ROOT);
    }
}
