package metalplant.mesh.pairing;

/** Why a pairing goes no further, in words that both sides may read. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean toldByOther;

    Refusal(String why) {
        this(why, false);
    }

    Refusal(String why, boolean toldByOther) {
        super(why, null, false, false);
        this.toldByOther = toldByOther;
    }

    /** Whether the other side said so, and need not be told. */
    boolean toldByOther() {
        return toldByOther;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
