package metalplant.router.table;

/** Where an operation goes. */
public enum Treatment {
    /** Shared or static data, or about the plant itself: answered by the own plant, whatever the links do. */
    LOCAL("answered by the own plant"),
    /** Writes a mirrored entity: goes to its home, a new one to the own plant. */
    HOME("goes to the home of the entity"),
    /** Reads what one plant owns. */
    BOUND_READ("goes to the owning plant"),
    /** Changes what one plant owns; sent once or not at all. */
    BOUND_WRITE("goes to the owning plant, once"),
    /** Changes what one plant owns, or a network that plants share, which only its home changes; sent once or not at all. */
    BOUND_OR_HOME("goes to the owning plant, of a shared one to its home, once"),
    /** A list: goes to the plant of the partition it names, else to all, and their rows are merged. */
    FAN_OUT("goes to the plant it names or to all, merged");

    private final String words;

    Treatment(String words) {
        this.words = words;
    }

    /** For the documentation. */
    public String words() {
        return words;
    }
}
