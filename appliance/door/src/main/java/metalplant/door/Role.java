package metalplant.door;

/** What a caller must be allowed to do; each one includes those before it. */
public enum Role {
    /** No credentials needed. */
    OPEN,
    /** Any authenticated user of the provider tenant. */
    ANY,
    VIEW,
    EDIT,
    ADMIN
}
