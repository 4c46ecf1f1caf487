package metalplant.door.bearer;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one issuer. They are looked at in the background; a request reads what is known, and waits for at most one look of a bounded time,
 * if its token names a key that nobody has seen yet. Keys that were seen stay good while the issuer does not answer, for a bounded time too.
 */
final class IssuerKeys {
    private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());
    private static final int KEYS_MAX = 64;
    private static final int RSA_BITS_MIN = 2_048;

    private final Issuer issuer;
    private final KeyFetch fetch;
    private final KeyMemory memory;
    private final BearerConfig config;
    private final World world;

    private volatile Optional<Known> known;
    /** Whether the last look failed, or there was none yet. */
    private volatile boolean silent = true;
    /** Of the last look that was begun; empty before the first. */
    private Optional<Long> looked = Optional.empty();

    private @Nullable CompletableFuture<Void> looking;

    /** Keys, and when the issuer said so. */
    private record Known(JWKSet keys, Instant fetched) {}

    IssuerKeys(Issuer issuer, KeyFetch fetch, KeyMemory memory, BearerConfig config, World world) {
        this.issuer = issuer;
        this.fetch = fetch;
        this.memory = memory;
        this.config = config;
        this.world = world;
        this.known = remembered();
    }

    Issuer issuer() {
        return issuer;
    }

    /**
     * The keys by which a token can be verified.
     *
     * @param keyId that the token names; empty if it names none
     * @throws Problem ISSUER_UNREACHABLE if they are not known well enough to say no, or too old to say yes
     */
    JWKSet keys(Optional<String> keyId) {
        if (!has(keyId)) {
            lookNow();
        }
        var now = known.orElseThrow(() -> unreachable("its keys were never seen"));
        if (isTooOld(now)) {
            throw unreachable("its keys were seen last at " + now.fetched());
        }
        if (silent && !has(keyId)) {
            throw unreachable("the token names a key that was not there when it answered last");
        }
        return now.keys();
    }

    private boolean has(Optional<String> keyId) {
        return known.filter(now -> !isTooOld(now))
                .filter(now -> keyId.isEmpty() || now.keys().getKeyByKeyId(keyId.get()) != null)
                .isPresent();
    }

    private boolean isTooOld(Known now) {
        return now.fetched().plus(config.keysMax()).isBefore(world.now());
    }

    private Problem unreachable(String why) {
        return Problem.of(
                ProblemCode.ISSUER_UNREACHABLE,
                "tokens of %s cannot be verified now, %s: try again, or sign the request with a key of this plant"
                        .formatted(issuer.url(), why));
    }

    /** Looks unless somebody did a moment ago, and waits for it; who comes meanwhile waits for the same look. */
    private void lookNow() {
        CompletableFuture<Void> mine;
        synchronized (this) {
            if (looking == null) {
                if (isWithin(config.refreshRest().toNanos())) {
                    return;
                }
                looking = begin();
            }
            mine = looking;
        }
        try {
            mine.get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException _) {
            // What is known by now decides.
        }
    }

    private boolean isWithin(long nanos) {
        return looked.filter(at -> world.nanos() - at < nanos).isPresent();
    }

    private CompletableFuture<Void> begin() {
        looked = Optional.of(world.nanos());
        var end = new CompletableFuture<Void>();
        Thread.ofVirtual().name("issuer").start(() -> {
            try {
                look();
            } finally {
                synchronized (this) {
                    looking = null;
                }
                end.complete(null);
            }
        });
        return end;
    }

    /** A look in the background, if it is time for one. */
    void refresh() {
        synchronized (this) {
            if (looking != null || isWithin(config.refreshEvery().toNanos())) {
                return;
            }
            looked = Optional.of(world.nanos());
        }
        look();
    }

    private void look() {
        try {
            var document = new String(fetch.get(location()), StandardCharsets.UTF_8);
            var keys = parse(document);
            var now = world.now();
            if (known.map(Known::keys).filter(keys::equals).isEmpty()) {
                LOG.log(INFO, "keys of an issuer are new issuer={0} keys={1}", issuer.url(), keys.size());
            }
            known = Optional.of(new Known(keys, now));
            silent = false;
            memory.write(issuer, new KeyMemory.Kept(now, document));
        } catch (IOException | ParseException | IllegalArgumentException e) {
            silent = true;
            LOG.log(WARNING, "keys of an issuer cannot be read issuer={0} why={1}", issuer.url(), String.valueOf(e));
        } catch (RuntimeException e) {
            LOG.log(WARNING, "keys of an issuer cannot be kept issuer=" + issuer.url(), e);
        }
    }

    /** @throws ParseException if the issuer describes itself as somebody else, or its keys lie where anybody can change them */
    private URI location() throws IOException, ParseException {
        if (issuer.kind() == Issuer.Kind.DEX) {
            return issuer.document();
        }
        var described = JSONObjectUtils.parse(new String(fetch.get(issuer.document()), StandardCharsets.UTF_8));
        if (!issuer.url().equals(described.get("issuer"))) {
            throw new ParseException("the document is of issuer " + described.get("issuer"), 0);
        }
        if (described.get("jwks_uri") instanceof String uri && Issuer.isSafe(uri)) {
            return URI.create(uri);
        }
        throw new ParseException("jwks_uri is missing, or has no https", 0);
    }

    private Optional<Known> remembered() {
        return memory.read(issuer).flatMap(kept -> {
            try {
                return Optional.of(new Known(parse(kept.document()), kept.fetched()));
            } catch (ParseException e) {
                LOG.log(WARNING, "kept keys of an issuer cannot be read issuer={0} why={1}", issuer.url(), e);
                return Optional.empty();
            }
        });
    }

    /** The keys that may sign tokens: RSA, long enough, and public. */
    private static JWKSet parse(String document) throws ParseException {
        var all = JWKSet.parse(document).getKeys();
        if (all.size() > KEYS_MAX) {
            throw new ParseException("more than %d keys".formatted(KEYS_MAX), 0);
        }
        return new JWKSet(all.stream().filter(IssuerKeys::signs).toList());
    }

    private static boolean signs(JWK key) {
        return key instanceof RSAKey rsa
                && rsa.size() >= RSA_BITS_MIN
                && !rsa.isPrivate()
                && (rsa.getKeyUse() == null || rsa.getKeyUse().equals(KeyUse.SIGNATURE));
    }
}
