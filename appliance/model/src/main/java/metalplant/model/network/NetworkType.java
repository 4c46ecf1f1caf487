package metalplant.model.network;

/** What a network is for, spelt as on the wire. */
public enum NetworkType {
    EXTERNAL("external"),
    UNDERLAY("underlay"),
    SUPER("super"),
    /** A super network whose children may have equal prefixes in different projects. */
    SUPER_NAMESPACED("super-namespaced"),
    CHILD("child"),
    CHILD_SHARED("child-shared");

    private final String wire;

    NetworkType(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    public boolean isSuper() {
        return this == SUPER || this == SUPER_NAMESPACED;
    }

    public boolean isChild() {
        return this == CHILD || this == CHILD_SHARED;
    }
}
