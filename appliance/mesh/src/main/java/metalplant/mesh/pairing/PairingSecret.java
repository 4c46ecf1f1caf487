package metalplant.mesh.pairing;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.invite.Invite;
import metalplant.model.Problem;

/**
 * What both sides know and nobody sends: a short code that one person reads to another, or the secret of an invite file.
 *
 * <p>A code is eight characters of 23 that look like no other (no 0 O Q D, 1 I L, 2 Z only as 2, 5 S, 8 B, 6 G only as 6, U V only as V), about
 * 36 bits, and a ninth that makes a typo known before it costs a try: 23 is prime, so one wrong character and two that changed
 * places are always noticed.
 */
public final class PairingSecret {
    static final String ALPHABET = "234679ACDEFHJKMNPRTVWXY";
    private static final int DRAWN = 8;
    private static final int GROUP = 3;
    private static final int TEXT_MAX = 64;

    private final String text;
    private final Optional<UUID> joinId;

    private PairingSecret(String text, Optional<UUID> joinId) {
        this.text = text;
        this.joinId = joinId;
    }

    /** A new code. */
    public static PairingSecret newCode(SecureRandom chance) {
        var code = new StringBuilder();
        for (int i = 0; i < DRAWN; i++) {
            code.append(ALPHABET.charAt(chance.nextInt(ALPHABET.length())));
        }
        return new PairingSecret(code.append(check(code)).toString(), Optional.empty());
    }

    /**
     * A code as somebody typed it: case, spaces and hyphens do not matter.
     *
     * @throws Problem BAD_REQUEST if it cannot be one; nothing was sent then
     */
    public static PairingSecret ofCode(String typed) {
        if (typed.length() > TEXT_MAX) {
            throw Problem.bad("this is too long to be a code");
        }
        var code = typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        if (code.length() != DRAWN + 1) {
            throw Problem.bad("a code has %d characters, this has %d".formatted(DRAWN + 1, code.length()));
        }
        for (int i = 0; i < code.length(); i++) {
            if (ALPHABET.indexOf(code.charAt(i)) < 0) {
                throw Problem.bad("character %d of the code is none that codes have".formatted(i + 1));
            }
        }
        if (check(code.subSequence(0, DRAWN)) != code.charAt(DRAWN)) {
            throw Problem.bad("there is a typing error in the code; nothing was sent, no try was used up");
        }
        return new PairingSecret(code, Optional.empty());
    }

    /** The secret that an invite file carries. */
    public static PairingSecret ofFile(Invite invite) {
        return new PairingSecret(invite.secret().hex(), Optional.of(invite.joinId()));
    }

    private static char check(CharSequence code) {
        int sum = 0;
        for (int i = 0; i < DRAWN; i++) {
            sum += (i + 1) * ALPHABET.indexOf(code.charAt(i));
        }
        return ALPHABET.charAt(sum % ALPHABET.length());
    }

    /** For the screen of the inviting operator, once. */
    public String shown() {
        return joinId.isPresent()
                ? "(in the invite file)"
                : text.substring(0, GROUP) + "-" + text.substring(GROUP, 2 * GROUP) + "-" + text.substring(2 * GROUP);
    }

    char[] password() {
        return text.toCharArray();
    }

    /** Which invite file; empty for a code, of which only one is open at a time. */
    Optional<UUID> joinId() {
        return joinId;
    }

    @Override
    public String toString() {
        return "***";
    }
}
