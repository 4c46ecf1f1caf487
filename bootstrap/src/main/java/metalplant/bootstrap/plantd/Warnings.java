package metalplant.bootstrap.plantd;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an operator should know and the plant can live with; one sentence per subject. */
final class Warnings {
    private final Map<String, String> bySubject = new TreeMap<>();

    synchronized void set(String subject, String sentence) {
        bySubject.put(subject, sentence);
    }

    synchronized void clear(String subject) {
        bySubject.remove(subject);
    }

    synchronized List<String> all() {
        return List.copyOf(bySubject.values());
    }
}
