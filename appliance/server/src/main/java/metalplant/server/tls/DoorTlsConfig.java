package metalplant.server.tls;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * TLS of the door of all plants.
 *
 * @param names by which clients reach the door, beside the addresses of this machine: DNS names, and addresses as numbers
 * @param files somebody else's certificate; empty = one of this plant's own authority
 */
public record DoorTlsConfig(Mode mode, List<String> names, Optional<Files> files) {
    private static final int NAMES_MAX = 64;
    private static final String NAME = "[A-Za-z0-9*]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?";
    private static final String NUMBER = "[0-9a-fA-F:.]+";

    public static final DoorTlsConfig DEFAULT = new DoorTlsConfig(Mode.AUTO, List.of(), Optional.empty());

    /** When the door speaks TLS. */
    public enum Mode {
        /** Unless it listens on loopback only. */
        AUTO,
        ON,
        /** Something before it does, and nobody else reaches it. */
        OFF
    }

    /**
     * PEM files; read again when they change.
     *
     * @param certificate the leaf first, then those that signed it
     * @param key in PEM, without a password
     */
    public record Files(Path certificate, Path key) {}

    public DoorTlsConfig {
        names = List.copyOf(names);
        if (names.size() > NAMES_MAX || !names.stream().allMatch(name -> name.matches(NAME) || name.matches(NUMBER))) {
            throw new IllegalArgumentException(
                    "names of the router are at most %d DNS names and addresses".formatted(NAMES_MAX));
        }
    }

    /** Whether a door at this address speaks TLS. */
    public boolean secures(InetAddress listen) {
        return switch (mode) {
            case AUTO -> !listen.isLoopbackAddress();
            case ON -> true;
            case OFF -> false;
        };
    }
}
