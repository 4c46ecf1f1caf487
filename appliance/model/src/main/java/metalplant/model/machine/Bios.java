package metalplant.model.machine;

/** Firmware of the main board; absent texts are "". */
public record Bios(String version, String vendor, String date) {
    public static final Bios NONE = new Bios("", "", "");
}
