package metalplant.mesh.pairing;

import metalplant.model.Problem;

/**
 * Whom to join, as it is typed: {@code CODE@HOST[:PORT]}, an IPv6 address in brackets.
 *
 * @param host name or address
 */
public record PairingTarget(PairingSecret secret, String host, int port) {
    /** Where the pairing door of a plant is unless told otherwise. */
    public static final int DEFAULT_PORT = 7447;

    private static final int HOST_MAX = 253;
    private static final int PORT_MAX = 65_535;

    /** @throws Problem BAD_REQUEST if it cannot be one */
    public static PairingTarget parse(String typed) {
        int at = typed.indexOf('@');
        if (at < 0) {
            throw Problem.bad("write CODE@HOST or CODE@HOST:PORT");
        }
        var secret = PairingSecret.ofCode(typed.substring(0, at));
        return at(secret, typed.substring(at + 1));
    }

    /** The same for an endpoint {@code HOST[:PORT]}, as an invite file has it. */
    public static PairingTarget at(PairingSecret secret, String endpoint) {
        var place = endpoint.strip();
        int close = place.startsWith("[") ? place.indexOf(']') : -1;
        if (place.startsWith("[") && close < 0) {
            throw Problem.bad("the bracket of the address is not closed");
        }
        int colon = place.indexOf(':', Math.max(close, 0));
        boolean bare = close < 0 && colon != place.lastIndexOf(':');
        var host = close > 0 ? place.substring(1, close) : bare || colon < 0 ? place : place.substring(0, colon);
        if (host.isBlank() || host.length() > HOST_MAX) {
            throw Problem.bad("there is no host behind the @");
        }
        return new PairingTarget(secret, host, bare || colon < 0 ? DEFAULT_PORT : port(place.substring(colon + 1)));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException _) {
            // The same answer as for a number out of range.
        }
        throw Problem.bad("a port is a number from 1 to %d".formatted(PORT_MAX));
    }
}
