package metalplant.fabric.cabling;

import java.util.Arrays;
import java.util.Optional;

/** What a switch is for. */
public enum SwitchRole {
    /** Machines hang at it. */
    LEAF("leaf"),
    /** Joins leaves and exits, and knows no tenant. */
    SPINE("spine"),
    /** The way out of the fabric. */
    EXIT("exit"),
    /** Controllers and the other switches' management ports hang at it; no part of the fabric. */
    MANAGEMENT("mgmt");

    private final String word;

    SwitchRole(String word) {
        this.word = word;
    }

    /** As it is written down. */
    public String word() {
        return word;
    }

    /** Whether it routes, and so has a loopback address and an ASN. */
    public boolean routes() {
        return this != MANAGEMENT;
    }

    /** Whether a link may join these two: only the layers of the fabric that lie next to each other. */
    public boolean joins(SwitchRole other) {
        return switch (this) {
            case LEAF -> other == SPINE || other == EXIT;
            case SPINE -> other == LEAF || other == EXIT;
            case EXIT -> other == LEAF || other == SPINE;
            case MANAGEMENT -> false;
        };
    }

    /** Reads {@link #word}. */
    public static Optional<SwitchRole> of(String text) {
        return Arrays.stream(values()).filter(each -> each.word.equals(text)).findFirst();
    }
}
