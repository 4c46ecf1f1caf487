package metalplant.model.peering;

import java.util.regex.Pattern;

/**
 * Something on a switch that must not be. Absent texts are "".
 *
 * @param rule R1 to R8
 * @param vrf where, as SONiC calls it
 * @param source VRF that it came from
 * @param quarantined whether the switch takes nothing into this VRF any more
 */
public record FabricFinding(
        String rule, String vrf, String prefix, String source, String message, boolean quarantined) {
    private static final Pattern RULE = Pattern.compile("R[1-8]");
    private static final Pattern VRF = Pattern.compile("[Vv]rf([1-9][0-9]{0,7})");
    private static final int CROSS_PROJECT_RULE = 6;

    public static boolean isRule(String text) {
        return RULE.matcher(text).matches();
    }

    public static boolean isVrf(String text) {
        return VRF.matcher(text).matches();
    }

    /** Whether it is about this VRF. */
    public boolean isIn(long number) {
        var name = VRF.matcher(vrf);
        return name.matches() && Long.parseLong(name.group(1)) == number;
    }

    /** Whether one project learns of another one. */
    public boolean crossesProjects() {
        return rule.equals("R" + CROSS_PROJECT_RULE);
    }
}
