package metalplant.door.bearer;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import metalplant.model.Problem;

/**
 * Somebody elsewhere whose tokens are taken.
 *
 * @param url as it stands in the tokens, byte by byte
 * @param audience the client id that a token must be made for
 * @param tenant whose users it knows; what a Dex says of it in each token counts instead
 * @param directory the form of its groups, {@code ad} or {@code ldap}; what a Dex says of it in each token counts instead
 * @see "metal-api-rest.md 1.7"
 */
public record Issuer(Kind kind, String url, String audience, String tenant, String directory) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int URL_LENGTH_MAX = 1_000;

    /** How tokens are read, and where the keys lie. */
    public enum Kind {
        /** Tenant and directory come in each token; the keys lie at {@code /keys}. */
        DEX,
        /** Any OpenID Connect provider, found by its discovery document. */
        GENERIC
    }

    /** @throws Problem BAD_REQUEST if keys cannot be fetched from there without anybody changing them on the way */
    public Issuer {
        if (url.length() > URL_LENGTH_MAX || audience.isEmpty() || !isSafe(url)) {
            throw Problem.bad("the issuer \"%s\" needs a client id, and a URL with https, or http on this machine"
                    .formatted(url));
        }
    }

    /** Where its keys lie, or the document that says so. */
    URI document() {
        var base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        return URI.create(
                switch (kind) {
                    case DEX -> base + "/keys";
                    case GENERIC -> base + "/.well-known/openid-configuration";
                });
    }

    /** Whether keys from there are those of whoever stands in the URL. */
    static boolean isSafe(String url) {
        try {
            var uri = new URI(url);
            var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            var host = String.valueOf(uri.getHost());
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && (scheme.equals("https") || (scheme.equals("http") && LOOPBACK.contains(host)));
        } catch (java.net.URISyntaxException _) {
            return false;
        }
    }
}
