package metalplant.bench.measure;

/** How a figure stands to its aim. */
public enum Verdict {
    /** There is no aim: the figure is for information. */
    NONE("–"),
    MET("met"),
    /** Below the aim, or some operations failed. */
    MISSED("MISSED"),
    /** The limit itself moved too much between two rounds for a ratio to mean anything. */
    NOT_JUDGED("not judged");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
