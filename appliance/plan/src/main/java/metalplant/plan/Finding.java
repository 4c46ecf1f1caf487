package metalplant.plan;

/**
 * One complaint about a {@code plant.yaml}.
 *
 * @param line from 1 on; 0 if it is about the file as a whole
 * @param where the key with those above it, as in {@code networks.uplink.mode}; "" for the whole file
 * @param reason what is wrong and what would be right
 */
public record Finding(int line, String where, String reason) {
    /** One line for a person. */
    public String text() {
        return (line == 0 ? "" : "line " + line + ": ") + (where.isEmpty() ? "" : where + ": ") + reason;
    }
}
