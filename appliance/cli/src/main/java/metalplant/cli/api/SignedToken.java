package metalplant.cli.api;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.model.World;

/**
 * A signature of one request, as one word: {@code TYPE/DATE/SALT/MAC}. Whoever is shown it can ask once who its owner is, within 90 seconds; a plant
 * takes it for no other request, and the key behind it is not in it.
 */
public record SignedToken(String type, String date, String salt, String mac) {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z-]{1,40})/([0-9TZ:.+-]{10,40})/([A-Za-z0-9+=_-]{1,64})/([0-9a-f]{64})");

    /** For {@code GET v1/user/me}. */
    public static SignedToken of(HmacSigner signer, World world) {
        var headers = signer.headers("GET", world.now(), world.random("hmac-salt"));
        var authorization = headers.getOrDefault("Authorization", "").split(" ", 2);
        return new SignedToken(
                authorization[0],
                headers.getOrDefault("X-Date", ""),
                headers.getOrDefault("X-Data-Salt", ""),
                authorization[1]);
    }

    /** Empty for anything else. */
    public static Optional<SignedToken> parse(String text) {
        var match = FORM.matcher(text);
        return match.matches()
                ? Optional.of(new SignedToken(match.group(1), match.group(2), match.group(3), match.group(4)))
                : Optional.empty();
    }

    /** As they are sent. */
    public Map<String, String> headers() {
        return Map.of("Authorization", type + " " + mac, "X-Date", date, "X-Data-Salt", salt);
    }

    /** The word itself. */
    public String text() {
        return String.join("/", type, date, salt, mac);
    }

    @Override
    public String toString() {
        return "SignedToken[" + type + "]";
    }
}
