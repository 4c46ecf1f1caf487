package metalplant.wireguard.observe;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.wireguard.plan.Endpoint;
import metalplant.wireguard.plan.PublicKey;

/** One step from what is to what shall be. Doing it twice is doing it once. */
public sealed interface Change
        permits Change.ReplaceFirewall,
                Change.LoopbackUp,
                Change.AddAddress,
                Change.RemoveAddress,
                Change.PutRefusal,
                Change.RemoveRefusal,
                Change.OfLink {
    /** Loads our table of the packet filter in place of the former one. */
    record ReplaceFirewall(String text) implements Change {
        @Override
        public String toString() {
            return "ReplaceFirewall";
        }
    }

    record LoopbackUp() implements Change {}

    record AddAddress(IpAddress address) implements Change {}

    record RemoveAddress(IpAddress address) implements Change {}

    record MakeLink(String link) implements OfLink {}

    record RemoveLink(String link) implements OfLink {}

    /** Sets size and starts an interface. */
    record StartLink(String link, int mtu) implements OfLink {}

    /** Gives an interface its own key and port. */
    record SetDevice(String link, int port, Path keyFile) implements OfLink {}

    /** Makes or changes a peer; what is empty stays as it is. */
    record SetPeer(
            String link,
            PublicKey peer,
            Optional<Endpoint.SocketAddress> endpoint,
            Optional<Cidr> allowed,
            OptionalInt keepaliveSeconds)
            implements OfLink {}

    record RemovePeer(String link, PublicKey peer) implements OfLink {}

    record PutRoute(String link, Cidr target, int metric, IpAddress source) implements OfLink {}

    record RemoveRoute(String link, Cidr target, int metric) implements OfLink {}

    /** Lets packets to members that have no tunnel fail at once, instead of leaving the machine unprotected. */
    record PutRefusal(Cidr target) implements Change {}

    record RemoveRefusal(Cidr target, int metric) implements Change {}

    /** A step that concerns one tunnel: if it fails, the other tunnels are built all the same. */
    sealed interface OfLink extends Change
            permits MakeLink, RemoveLink, StartLink, SetDevice, SetPeer, RemovePeer, PutRoute, RemoveRoute {
        String link();
    }
}
