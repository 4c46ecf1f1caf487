package metalplant.console.access;

import metalplant.model.Problem;

/** Tokens of people who may see every console. */
@FunctionalInterface
public interface AdminTokens {
    /**
     * Whose it is.
     *
     * @throws Problem CREDENTIALS_REFUSED or NOT_ALLOWED with a reason that may be shown; TOO_BUSY when nobody can say
     */
    String email(String token);
}
