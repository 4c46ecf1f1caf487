package metalplant.model.event;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What servers and the plant say about a server's way through provisioning, spelt as on the wire. */
public enum EventType {
    ALIVE("Alive"),
    CRASHED("Crashed"),
    PXE_BOOTING("PXE Booting"),
    PLANNED_REBOOT("Planned Reboot"),
    PREPARING("Preparing"),
    REGISTERING("Registering"),
    WAITING("Waiting"),
    INSTALLING("Installing"),
    BOOTING_NEW_KERNEL("Booting New Kernel"),
    PHONED_HOME("Phoned Home"),
    MACHINE_RECLAIM("Machine Reclaim");

    private static final Map<String, EventType> BY_WIRE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(EventType::wire, Function.identity()));

    private final String wire;

    EventType(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    /** Reads the exact spelling. */
    public static Optional<EventType> parse(String text) {
        return Optional.ofNullable(BY_WIRE.get(text));
    }
}
