package metalplant.console.access;

import java.util.Map;

/** What is written down: who, when, which machine, and never what was typed or shown. */
@FunctionalInterface
public interface Audit {
    /**
     * Writes it down; what cannot be written is said in the log and stops nobody.
     *
     * @param event a word, as "opened"
     * @param facts in the order in which they shall stand
     */
    void note(String event, Map<String, String> facts);
}
