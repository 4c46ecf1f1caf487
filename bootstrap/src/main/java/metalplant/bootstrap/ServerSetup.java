package metalplant.bootstrap;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.model.Problem;
import metalplant.server.PlantConfig;
import metalplant.server.PlantOptions;
import metalplant.server.federation.FederationConfig;
import metalplant.server.federation.TunnelConfig;
import metalplant.store.DatabaseConfig;

/**
 * What the plant's server is told, the same for {@code ./plant run}, which starts everything itself, and for the appliance, where
 * database and broker are units of their own.
 *
 * @param ownNetwork whether all interfaces that it sees are its own: a namespace, or a whole box
 */
record ServerSetup(Folders folders, String partition, Listeners listeners, PlantOptions chosen, boolean ownNetwork) {
    static final String BASE_PATH = "/metal/";
    static final String PROVIDER_TENANT = "metal-stack";

    /**
     * Where the server listens.
     *
     * @param api of the plant's own door, plain HTTP
     * @param mesh port for other plants, open once this plant has met one
     * @param ledger port of the ledger's voter, open in a federation
     */
    record Listeners(InetSocketAddress api, InetSocketAddress grpc, InetSocketAddress router, int mesh, int ledger) {}

    PlantConfig config(
            PlantPki pki,
            Secrets secrets,
            DatabaseConfig database,
            Optional<PlantConfig.NsqSettings> nsq,
            Optional<Path> hostSocket) {
        return new PlantConfig(
                partition,
                listeners.api(),
                BASE_PATH,
                listeners.grpc(),
                new PlantConfig.GrpcTls(pki.caCert(), pki.caKey(), pki.grpcServerCert(), pki.grpcServerKey()),
                secrets.hmac(),
                PROVIDER_TENANT,
                database,
                nsq,
                folders.data(),
                Build.version(),
                chosen,
                Optional.of(federation()),
                Optional.of(listeners.router()),
                hostSocket);
    }

    private FederationConfig federation() {
        var wanted = chosen.federation();
        boolean tunnelled =
                ownNetwork ? wanted.tunnel() != TunnelConfig.Mode.NONE : wanted.tunnel() == TunnelConfig.Mode.WIREGUARD;
        var listen = listeners.router().getAddress();
        var address = !wanted.address().isEmpty()
                ? address(wanted.address())
                : (tunnelled || listen.isAnyLocalAddress() ? Outside.address() : Optional.of(listen))
                        .orElse(InetAddress.getLoopbackAddress());
        return new FederationConfig(
                folders.federation(),
                wanted.label().isEmpty() ? partition : wanted.label(),
                address,
                listeners.mesh(),
                listeners.ledger(),
                wanted.pairingPort(),
                new TunnelConfig(
                        wanted.tunnel(),
                        wanted.tunnelPort(),
                        ownNetwork,
                        Optional.of(Folders.wireguardGo()),
                        wanted.nat(),
                        wanted.keyLife()),
                chosen.router().roleMax(),
                wanted.quarantine());
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw Problem.bad("--listen wants an address of this machine, not \"" + text + "\"")
                    .because(e);
        }
    }

    /** Where a client on this machine reaches a listener. */
    static String host(InetAddress listen) {
        if (listen.isAnyLocalAddress()) {
            return "127.0.0.1";
        }
        var text = listen.getHostAddress().replaceFirst("%.*$", "");
        return listen instanceof Inet4Address ? text : "[" + text + "]";
    }
}
