package metalplant.model.machine;

/** Identify LED: LED-ON, LED-OFF or "" while nobody has said. */
public record Led(String value, String description) {
    public static final Led NONE = new Led("", "");
}
