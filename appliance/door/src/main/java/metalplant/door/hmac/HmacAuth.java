package metalplant.door.hmac;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.door.Caller;
import metalplant.door.Role;
import metalplant.door.Scope;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * Tells who signed a request.
 *
 * <p>Clients sign date, method and salt only, so anybody who sees a request could send another one with its headers. Hence: dates
 * are bounded on both sides, a mac is good for one request (a GET may be repeated as it is, which Go clients do after a lost
 * connection), and dates from before this process started are refused for one lifetime, because what the process before it
 * accepted is not known any more.
 *
 * @see "metal-api-rest.md 1.6"
 */
public final class HmacAuth {
    private static final int REMEMBERED_MAX = 1 << 20;

    private final List<HmacUser> users;
    private final Supplier<List<HmacUser>> guests;
    private final String tenant;
    private final World world;
    private final Instant started;
    /** When that was by the clock that only goes on: the other one may be set back behind the start. */
    private final long startedNanos;

    private final LeasePrincipals leases;
    private final ReplayCache replays;

    /** @param started when this process came up; dates before it are not accepted for one lifetime */
    public HmacAuth(List<HmacUser> users, String tenant, World world, Instant started, LeasePrincipals leases) {
        this(users, List::of, tenant, world, started, world.nanos(), leases, new ReplayCache(REMEMBERED_MAX));
    }

    private HmacAuth(
            List<HmacUser> users,
            Supplier<List<HmacUser>> guests,
            String tenant,
            World world,
            Instant started,
            long startedNanos,
            LeasePrincipals leases,
            ReplayCache replays) {
        this.users = List.copyOf(users);
        this.guests = guests;
        this.tenant = tenant;
        this.world = world;
        this.started = started;
        this.startedNanos = startedNanos;
        this.leases = leases;
        this.replays = replays;
    }

    /**
     * For another door of the same process that takes more keys. What was seen at one door is a replay at the other.
     *
     * @param more as they are now; asked for each request
     */
    public HmacAuth also(Supplier<List<HmacUser>> more) {
        return new HmacAuth(users, more, tenant, world, started, startedNanos, leases, replays);
    }

    /**
     * A caller whose signature is right, before its body was read.
     *
     * @param scope what the key opens; {@code ONE_MACHINE} if it was lent to the machine named in the path
     */
    public record Signed(Caller caller, Signature signature, Duration lifetime, Scope scope) {}

    /**
     * Checks the headers alone, so that nobody unknown makes us read a body.
     *
     * @param machineInPath the machine id if the request reads one machine's document, else empty
     * @throws Problem CREDENTIALS_REFUSED
     */
    public Signed verify(
            String authorization, String date, String salt, String method, Optional<String> machineInPath) {
        var signature = Signature.parse(authorization, date, salt).orElseThrow(() -> refused("unreadable credentials"));
        for (var user : users) {
            if (!user.type().equals(signature.type())) {
                continue;
            }
            if (signature.madeWith(user.keyBytes(), method)) {
                return signed(user, signature);
            }
            if (user.type().equals(HmacUser.VIEW_TYPE) && madeWithLease(signature, method, machineInPath)) {
                checkDate(signature, user.lifetime());
                var caller = new Caller("lease@metal-stack.io", "lease", tenant, Role.VIEW);
                return new Signed(caller, signature, user.lifetime(), Scope.ONE_MACHINE);
            }
        }
        return guests.get().stream()
                .filter(user -> user.type().equals(signature.type()) && signature.madeWith(user.keyBytes(), method))
                .findFirst()
                .map(user -> signed(user, signature))
                .orElseThrow(() -> refused("wrong signature"));
    }

    private Signed signed(HmacUser user, Signature signature) {
        checkDate(signature, user.lifetime());
        return new Signed(
                new Caller(user.email(), user.type(), tenant, user.role()), signature, user.lifetime(), user.scope());
    }

    private boolean madeWithLease(Signature signature, String method, Optional<String> machineInPath) {
        return method.equals("GET")
                && machineInPath.stream()
                        .flatMap(id -> leases.keysOf(id).stream())
                        .anyMatch(key -> signature.madeWith(key, method));
    }

    private void checkDate(Signature signature, Duration lifetime) {
        var now = world.now();
        var date = signature.date();
        if (date.plus(lifetime).isBefore(now)) {
            throw refused("the date of the request is too old, check the clock of the client");
        }
        if (date.isAfter(now.plus(lifetime))) {
            throw refused("the date of the request is in the future, check the clocks of client and plant");
        }
        // What is left of the start's own second is given up too: a mac of that second may be one the process before
        // accepted.
        if (date.isBefore(started) && world.nanos() - startedNanos < lifetime.toNanos()) {
            throw refused("the plant was restarted after this request was signed, send it again");
        }
    }

    /**
     * Makes sure that the mac was not used for another request.
     *
     * @throws Problem CREDENTIALS_REFUSED
     */
    public void checkReplay(Signed signed, String method, String pathAndQuery, byte[] body) {
        long mac = ByteBuffer.wrap(signed.signature().mac()).getLong();
        long end = signed.signature().date().plus(signed.lifetime()).getEpochSecond();
        var verdict = replays.check(
                mac, digest(method, pathAndQuery, body), end, world.now().getEpochSecond());
        boolean repeatable = method.equals("GET") || method.equals("HEAD");
        switch (verdict) {
            case FRESH -> {}
            case SAME -> {
                if (!repeatable) {
                    throw refused("this request was sent before, sign it again with a new salt");
                }
            }
            case OTHER ->
                throw refused("this signature was used for another request, sign each request with a new salt");
            case FULL -> throw refused("too many requests in too short a time, try again in a minute");
        }
    }

    private static long digest(String method, String pathAndQuery, byte[] body) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update((method + " " + pathAndQuery + "\n").getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(sha.digest(body)).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static Problem refused(String why) {
        return Problem.of(ProblemCode.CREDENTIALS_REFUSED, why);
    }
}
