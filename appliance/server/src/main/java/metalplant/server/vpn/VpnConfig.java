package metalplant.server.vpn;

import java.net.URI;

/**
 * A headscale server.
 *
 * @param server of its HTTP interface, without a path
 * @param apiKey made by {@code headscale apikeys create}
 * @param address what firewalls and people are told to reach it by
 */
public record VpnConfig(URI server, ApiKey apiKey, String address) {
    public VpnConfig {
        var scheme = String.valueOf(server.getScheme());
        if (server.getHost() == null
                || !scheme.matches("https?")
                || !server.getPath().matches("/?")) {
            throw new IllegalArgumentException("vpn.headscale is an address as https://HOST:PORT");
        }
        server = URI.create(server.toString().replaceAll("/$", ""));
    }

    /** @param text secret */
    public record ApiKey(String text) {
        @Override
        public String toString() {
            return "***";
        }
    }
}
