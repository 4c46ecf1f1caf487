package metalplant.fabric.cabling;

import java.util.Arrays;
import java.util.Optional;

/** What SONiC is built by; both differ in a few tables. */
public enum SonicBuild {
    /** sonic-net, from 202311 on: one file of FRR is {@code split-unified}. */
    COMMUNITY("community", "split-unified"),
    /** Edgecore's, on which metal-stack runs: one file of FRR is {@code split}. */
    EDGECORE("edgecore", "split");

    private final String word;
    private final String routingMode;

    SonicBuild(String word, String routingMode) {
        this.word = word;
        this.routingMode = routingMode;
    }

    /** As it is written down. */
    public String word() {
        return word;
    }

    /** The mode in which it leaves FRR's file to others. */
    public String routingMode() {
        return routingMode;
    }

    /** Reads {@link #word}. */
    public static Optional<SonicBuild> of(String text) {
        return Arrays.stream(values()).filter(each -> each.word.equals(text)).findFirst();
    }
}
