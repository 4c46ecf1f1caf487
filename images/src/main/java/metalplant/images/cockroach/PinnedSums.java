package metalplant.images.cockroach;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.images.oci.Digest;
import metalplant.model.Problem;

/**
 * Files of CockroachDB by their sums.
 *
 * @param known what is known of each
 */
public record PinnedSums(List<Pin> known) {
    public PinnedSums {
        known = List.copyOf(known);
    }

    /** Whether a file may be used. */
    public enum Verdict {
        /** Nothing is known against it. */
        USE,
        /** It may run only with a licence of its maker; the operator has to say that there is one. */
        LICENCE,
        /** Never: the note says why. */
        NEVER
    }

    /**
     * A file.
     *
     * @param version of CockroachDB, as it calls itself
     * @param note for people
     */
    public record Pin(Digest sum, Verdict verdict, String version, String note) {}

    /**
     * Reads lines of sum, {@code use}, {@code licence} or {@code never}, version, and a note to the end of the line; empty lines and lines that begin with # are
     * comments.
     *
     * @param name of the file, for messages
     */
    public static PinnedSums parse(String name, String text) {
        var pins = new ArrayList<Pin>();
        var lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            var line = lines[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                pins.add(pin("%s, line %d".formatted(name, i + 1), line));
            }
        }
        return new PinnedSums(pins);
    }

    private static Pin pin(String place, String line) {
        var words = line.split("\\s+", 4);
        if (words.length < 3) {
            throw Problem.bad(place + ": a line has a SHA-256, then use, licence or never, then a version");
        }
        var verdict = switch (words[1]) {
            case "use" -> Verdict.USE;
            case "licence" -> Verdict.LICENCE;
            case "never" -> Verdict.NEVER;
            default ->
                throw Problem.bad(
                        "%s: the second word is use, licence or never, not \"%s\"".formatted(place, words[1]));
        };
        return new Pin(new Digest(words[0]), verdict, words[2], words.length > 3 ? words[3] : "");
    }

    /** Both together; what {@code other} says of a file wins, but not against {@link Verdict#NEVER}. */
    public PinnedSums and(PinnedSums other) {
        var all = new TreeMap<String, Pin>();
        known.forEach(pin -> all.put(pin.sum().hex(), pin));
        other.known.forEach(pin ->
                all.merge(pin.sum().hex(), pin, (before, after) -> before.verdict() == Verdict.NEVER ? before : after));
        return new PinnedSums(List.copyOf(all.values()));
    }

    Optional<Pin> find(Digest sum) {
        return known.stream().filter(pin -> pin.sum().equals(sum)).findFirst();
    }
}
