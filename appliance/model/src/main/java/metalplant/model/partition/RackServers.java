package metalplant.model.partition;

import java.util.List;
import java.util.regex.Pattern;
import metalplant.model.Problem;
import metalplant.model.ip.IpAddress;

/** Rules for the name and time servers that are handed to machines. */
public final class RackServers {
    private static final int DNS_MAX = 3;
    private static final int NTP_MAX = 5;
    private static final int NAME_LENGTH_MAX = 253;
    private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*\\.?");

    private RackServers() {}

    /** At most three literal addresses; @throws Problem BAD_REQUEST */
    public static void requireDns(List<String> servers) {
        if (servers.size() > DNS_MAX) {
            throw Problem.bad("at most %d dns servers can be given".formatted(DNS_MAX));
        }
        for (var server : servers) {
            if (!isAddress(server)) {
                throw Problem.bad("dns server \"%s\" is not an ip address".formatted(server));
            }
        }
    }

    /** At most five addresses or names; @throws Problem BAD_REQUEST */
    public static void requireNtp(List<String> servers) {
        if (servers.size() > NTP_MAX) {
            throw Problem.bad("at most %d ntp servers can be given".formatted(NTP_MAX));
        }
        for (var server : servers) {
            boolean named =
                    server.length() <= NAME_LENGTH_MAX && NAME.matcher(server).matches();
            if (!named && !isAddress(server)) {
                throw Problem.bad("ntp server \"%s\" is neither an ip address nor a dns name".formatted(server));
            }
        }
    }

    private static boolean isAddress(String text) {
        return IpAddress.tryParse(text).isPresent();
    }
}
