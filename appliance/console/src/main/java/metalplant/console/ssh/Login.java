package metalplant.console.ssh;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import metalplant.console.Consoles;
import metalplant.console.access.Guest;
import metalplant.console.machine.ConsoleMachine;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.session.ServerSession;

/**
 * Logins: a key of the machine's allocation, or a token in the place of a password. Whether a machine exists is told to nobody who has not
 * logged in.
 */
final class Login implements KeyboardInteractiveAuthenticator {
    /** As metal-console calls it: OpenSSH clients may send variables that begin with LC_. */
    static final String TOKEN_VARIABLE = "LC_METAL_STACK_OIDC_TOKEN";

    static final AttributeKey<Guest.Owner> OWNER = new AttributeKey<>();
    static final AttributeKey<String> ADMIN = new AttributeKey<>();

    private static final System.Logger LOG = System.getLogger(Login.class.getName());
    private static final AttributeKey<Optional<ConsoleMachine>> MACHINE = new AttributeKey<>();
    private static final AttributeKey<String> ASKED = new AttributeKey<>();
    private static final AttributeKey<String> FAILED = new AttributeKey<>();
    private static final int NOTES_PER_MINUTE = 60;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int TOKEN_MAX = 16_384;

    private final Consoles consoles;
    private final World world;
    private long minute;
    private int notes;

    Login(Consoles consoles, World world) {
        this.consoles = consoles;
        this.world = world;
        this.minute = world.nanos();
    }

    /** Whether this key opens the machine. Asked twice for the one that is used, so the machine is looked at once for each connection. */
    boolean key(String machine, PublicKey key, ServerSession session) {
        if (!ConsoleMachine.isId(machine)) {
            return false;
        }
        var known = machine(machine, session);
        session.setAttribute(ASKED, machine);
        boolean fits = known.filter(
                        each -> ConsoleDoor.keys(each).stream().anyMatch(mine -> KeyUtils.compareKeys(mine, key)))
                .isPresent();
        if (fits) {
            session.setAttribute(
                    OWNER,
                    new Guest.Owner(
                            KeyUtils.getFingerPrint(key), known.orElseThrow().mark()));
        } else {
            session.setAttribute(FAILED, "no key of the allocation: " + KeyUtils.getFingerPrint(key));
        }
        return fits;
    }

    private Optional<ConsoleMachine> machine(String id, ServerSession session) {
        var before = session.getAttribute(MACHINE);
        if (before != null && before.map(ConsoleMachine::id).orElse(id).equals(id)) {
            return before;
        }
        try {
            var found = consoles.book().find(id);
            session.setAttribute(MACHINE, found);
            return found;
        } catch (Problem e) {
            notNow(session, e);
            return Optional.empty();
        }
    }

    /** A key line that cannot be read opens nothing, and keeps no other from doing so. */
    static Optional<PublicKey> parsed(String line) {
        try {
            var entry = AuthorizedKeyEntry.parseAuthorizedKeyEntry(line);
            return entry == null
                    ? Optional.empty()
                    : Optional.ofNullable(entry.resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.IGNORING));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            LOG.log(DEBUG, "a public key of an allocation cannot be read", e);
            return Optional.empty();
        }
    }

    /** Whether this is the token of somebody who may see every console. */
    boolean token(String machine, String token, ServerSession session) {
        if (!ConsoleMachine.isId(machine) || token.length() > TOKEN_MAX) {
            return false;
        }
        session.setAttribute(ASKED, machine);
        try {
            session.setAttribute(ADMIN, consoles.tokens().email(token.strip()));
            return true;
        } catch (Problem e) {
            if (e.code() == ProblemCode.TOO_BUSY) {
                notNow(session, e);
            }
            session.setAttribute(FAILED, "token: " + e.getMessage());
            return false;
        }
    }

    /** "Not now" is no "no": the client is told and does not ask for another key. */
    private static void notNow(ServerSession session, Problem problem) {
        try {
            session.disconnect(
                    SshConstants.SSH2_DISCONNECT_SERVICE_NOT_AVAILABLE,
                    "nobody can say now who may see this console, try again: " + problem.getMessage());
        } catch (IOException e) {
            LOG.log(DEBUG, "client has gone", e);
        }
    }

    @Override
    public InteractiveChallenge generateChallenge(
            ServerSession session, String machine, String language, String methods) {
        var challenge = new InteractiveChallenge();
        challenge.setInteractionName("console");
        challenge.setLanguageTag("");
        challenge.setInteractionInstruction(
                "No key of the machine's allocation was shown. Admins log in with a token: plantctl console token");
        challenge.addPrompt("token: ", false);
        return challenge;
    }

    @Override
    public boolean authenticate(ServerSession session, String machine, List<String> responses) {
        return responses.size() == 1 && token(machine, responses.getFirst(), session);
    }

    /** Who was not let in; a flood does not fill the records. */
    void closed(Session session) {
        var failed = session.getAttribute(FAILED);
        if (failed == null || session.isAuthenticated() || !mayNote()) {
            return;
        }
        var facts = new LinkedHashMap<String, String>();
        facts.put("machine", Objects.requireNonNullElse(session.getAttribute(ASKED), ""));
        facts.put("from", ConsoleDoor.address(session.getIoSession().getRemoteAddress()));
        facts.put("why", failed);
        consoles.audit().note("login-refused", facts);
    }

    private synchronized boolean mayNote() {
        if (world.nanos() - minute >= MINUTE) {
            minute = world.nanos();
            notes = 0;
        }
        return ++notes <= NOTES_PER_MINUTE;
    }
}
