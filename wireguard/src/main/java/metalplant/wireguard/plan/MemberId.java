package metalplant.wireguard.plan;

import java.util.regex.Pattern;
import metalplant.model.Problem;

/**
 * A plant, by the id that the federation gave it.
 *
 * @param text 1 to 64 small letters, digits and inner dashes: it becomes part of file names
 */
public record MemberId(String text) implements Comparable<MemberId> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");

    public MemberId {
        if (!FORM.matcher(text).matches()) {
            throw Problem.bad("a member id has 1 to 64 small letters, digits and inner dashes");
        }
    }

    @Override
    public int compareTo(MemberId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
