package metalplant.core.units;

import java.util.List;
import java.util.Optional;

/**
 * Entries in the order in which they were written.
 *
 * @param next behind which the next page begins; that of the query if there was nothing new, and empty only if there was neither
 */
public record JournalPage(List<JournalEntry> entries, Optional<String> next) {
    public JournalPage {
        entries = List.copyOf(entries);
    }
}
