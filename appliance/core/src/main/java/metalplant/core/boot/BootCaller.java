package metalplant.core.boot;

import java.util.UUID;

/** Who shows which certificate at the boot door. */
public sealed interface BootCaller {
    /** One of the certificates that all boot clients of a partition share: boot server, installer, switch agent. */
    record Shared() implements BootCaller {}

    /** The plant's own boot server: it asks what is booted and lends leases, and speaks for no machine. */
    record BootServer() implements BootCaller {}

    /** An installer with a certificate of its own. */
    record Leased(UUID lease) implements BootCaller {}
}
