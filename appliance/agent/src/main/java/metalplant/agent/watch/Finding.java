package metalplant.agent.watch;

/**
 * Something that is wrong on the switch now.
 *
 * @param rule {@code R1} to {@code R8}
 * @param vrf its name
 * @param prefix "" if it is about none
 * @param source the VRF that it came from, "" if from none
 */
public record Finding(String rule, String vrf, String prefix, String source, String message) {}
