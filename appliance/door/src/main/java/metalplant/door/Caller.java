package metalplant.door;

import java.util.List;
import java.util.Optional;

/**
 * Who calls.
 *
 * @param role the highest role held
 * @param tenant "" for a guest
 * @param token what a bearer token says beside that; empty for whoever signed the request, or was named by another door
 */
public record Caller(String email, String name, String tenant, Role role, Optional<Token> token) {
    public static final Caller GUEST = new Caller("anonymous@metal-stack.io", "anonymous", "", Role.OPEN);

    public Caller(String email, String name, String tenant, Role role) {
        this(email, name, tenant, role, Optional.empty());
    }

    /**
     * The part of a token that decides nothing.
     *
     * @param groups of the caller's tenant, without its prefix, as they came
     */
    public record Token(List<String> groups) {
        public Token {
            groups = List.copyOf(groups);
        }
    }

    public boolean may(Role wanted) {
        return role.compareTo(wanted) >= 0;
    }
}
