package metalplant.mesh.pairing;

/** The two sides of a pairing. */
public enum PairingRole {
    INVITER,
    JOINER;

    PairingRole other() {
        return this == INVITER ? JOINER : INVITER;
    }
}
