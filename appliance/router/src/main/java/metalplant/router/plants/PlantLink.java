package metalplant.router.plants;

import java.util.Optional;
import javax.net.ssl.SSLContext;
import metalplant.door.Role;

/** How the door proves at a plant who it is, and how the caller gets there. */
public sealed interface PlantLink {
    /**
     * A plant of the federation: the verified caller goes beside the request, which that plant believes because of the certificate.
     *
     * @param tls shows this plant's certificate and trusts the pinned authority of the other one only
     */
    record Peer(SSLContext tls) implements PlantLink {}

    /**
     * A metal-api that knows nothing of federations. It cannot be told who calls: each request is signed again, with the weakest key that is
     * enough for the operation.
     *
     * @param keys its HMAC keys
     * @param tls empty trusts what the JDK trusts
     */
    record Stock(Keys keys, Optional<SSLContext> tls) implements PlantLink {}

    /** The plant that this door stands in: nothing crosses a wire. */
    record Here(Indoors plant) implements PlantLink {}

    /** Shared secrets of a stock metal-api; those that are missing are simply not there. */
    record Keys(Optional<String> view, Optional<String> edit, Optional<String> admin) {
        /** The weakest key that allows {@code role}. */
        public Optional<String> atLeast(Role role) {
            return switch (role) {
                case OPEN, ANY, VIEW -> view.or(() -> edit).or(() -> admin);
                case EDIT -> edit.or(() -> admin);
                case ADMIN -> admin;
            };
        }

        /** The first word of the Authorization header that belongs to {@link #atLeast}. */
        public String typeAtLeast(Role role) {
            var key = atLeast(role);
            if (key.equals(view)) {
                return "Metal-View";
            }
            return key.equals(edit) ? "Metal-Edit" : "Metal-Admin";
        }

        @Override
        public String toString() {
            return "Keys[***]";
        }
    }
}
