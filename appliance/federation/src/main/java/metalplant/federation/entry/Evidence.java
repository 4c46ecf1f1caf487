package metalplant.federation.entry;

/** A range that a reserve owner has signed away, as it remembers; carried over when a lineage is left behind. */
public record Evidence(Range range, Tenure tenure) {}
