package metalplant.door;

/** How far credentials reach, beside the role of who holds them. */
public enum Scope {
    /** Everything that the role may. */
    ROLE,
    /** The document of the machine that the key was lent to. */
    ONE_MACHINE,
    /** What agents of switches ask and tell. */
    SWITCHES,
    /** What is told of management controllers. */
    CONTROLLERS
}
