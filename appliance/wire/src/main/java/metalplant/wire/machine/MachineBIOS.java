package metalplant.wire.machine;

/**
 * The firmware of the main board.
 */
public record MachineBIOS(String date, String vendor, String version) {}
