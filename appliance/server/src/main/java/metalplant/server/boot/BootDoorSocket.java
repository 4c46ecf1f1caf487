package metalplant.server.boot;

/** The name by which Helidon knows the boot door's listener. */
public final class BootDoorSocket {
    public static final String NAME = "grpc";

    private BootDoorSocket() {}
}
