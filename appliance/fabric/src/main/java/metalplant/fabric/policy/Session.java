package metalplant.fabric.policy;

import java.util.Optional;
import java.util.OptionalLong;
import metalplant.model.ip.IpAddress;

/**
 * Plain eBGP with a neighbour over one cable.
 *
 * @param cable the name of the cable, the same at both ends; what is not known at another switch leads to a stranger
 * @param neighbour its address
 * @param in which routes are taken; a map that is not there takes none
 * @param out which are told
 * @param prefixesMax more of them end the session
 */
public record Session(
        String cable,
        IpAddress neighbour,
        long remoteAs,
        Optional<String> in,
        Optional<String> out,
        int prefixesMax,
        Terms terms) {

    /** With a switch of ours, one cable away. */
    public Session(
            String cable,
            IpAddress neighbour,
            long remoteAs,
            Optional<String> in,
            Optional<String> out,
            int prefixesMax) {
        this(cable, neighbour, remoteAs, in, out, prefixesMax, Terms.OURS);
    }

    /**
     * How a neighbour is spoken to.
     *
     * @param near that it is one cable away and packets from further are dropped; both ends must do it (RFC 5082)
     * @param localAs the ASN by which it knows us; empty for the switch's own
     * @param stranger that it is somebody else's: no private ASN and no tag goes out, and a session with too many prefixes begins again
     *     after a quarter of an hour
     * @param bfd that a dead path is noticed below a second; both ends must do it
     * @param password of TCP (RFC 2385); both ends must have it
     * @param role ours in the sense of RFC 9234, as {@code customer}; a leak by the other side is then noticed
     */
    public record Terms(
            boolean near,
            OptionalLong localAs,
            boolean stranger,
            boolean bfd,
            Optional<String> password,
            Optional<String> role) {
        /** A cable between exits may go dark while both of its ends stay up, so a session over it has BFD. */
        public static final Terms OURS =
                new Terms(true, OptionalLong.empty(), false, true, Optional.empty(), Optional.empty());

        public Terms {
            if (password.filter(each -> !each.matches("[!-~]{1,80}")).isPresent()) {
                throw new IllegalArgumentException("a password of BGP is 1 to 80 printable characters without blanks");
            }
            if (role.filter(each -> !each.matches("provider|rs-server|rs-client|customer|peer"))
                    .isPresent()) {
                throw new IllegalArgumentException("no role of BGP: " + role.orElseThrow());
            }
        }

        /** With somebody else, who knows us by this ASN. */
        public static Terms stranger(long localAs) {
            return new Terms(true, OptionalLong.of(localAs), true, false, Optional.empty(), Optional.empty());
        }

        @Override
        public String toString() {
            return "Terms[near=%s, localAs=%s, stranger=%s, bfd=%s, role=%s]"
                    .formatted(near, localAs, stranger, bfd, role);
        }
    }
}
