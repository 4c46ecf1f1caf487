package metalplant.server;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import metalplant.server.federation.FederationConfig;
import metalplant.store.DatabaseConfig;

/**
 * Everything a plant's server needs to be told before it starts. Whoever makes one (first boot on a development
 * machine, a unit's environment on an appliance) has already made the keys, started the database and chosen the ports.
 *
 * @param partitionId the partition this plant serves; wire format, never renamed
 * @param api where REST listens; port 0 means any free one
 * @param basePath what stands before {@code v1}, starting and ending with a slash, as in {@code /metal/}
 * @param grpc where the boot and event services listen; port 0 means any free one
 * @param grpcTls the certificates of that listener
 * @param hmac the three shared secrets of metal-api's clients
 * @param providerTenant the tenant whose users may call at all
 * @param database where the plant's facts are kept
 * @param nsq the broker that carries commands to metal-bmc; without it the bus stays in memory
 * @param dataDir the plant's own folder, for what is neither in the database nor secret
 * @param version what the version endpoint answers, with a leading v
 * @param options what the operator chose beside all that
 * @param federation where this plant meets others; without it there is no {@code /v1/federation}
 * @param router where the door of all plants listens; port 0 means any free one
 * @param hostSocket the Unix socket of the host agent, which {@code /v1/plant/units} and its like are passed on to; on an appliance only
 */
public record PlantConfig(
        String partitionId,
        InetSocketAddress api,
        String basePath,
        InetSocketAddress grpc,
        GrpcTls grpcTls,
        HmacKeys hmac,
        String providerTenant,
        DatabaseConfig database,
        Optional<NsqSettings> nsq,
        Path dataDir,
        String version,
        PlantOptions options,
        Optional<FederationConfig> federation,
        Optional<InetSocketAddress> router,
        Optional<Path> hostSocket) {

    /**
     * PEM files of the gRPC listener.
     *
     * @param caCert the plant's own authority: clients must show a certificate of it
     * @param caKey its key, with which short-lived client certificates for booting machines are signed
     * @param serverCert what the listener shows
     * @param serverKey its key
     */
    public record GrpcTls(Path caCert, Path caKey, Path serverCert, Path serverKey) {}

    /**
     * The shared secrets of the three roles, used as raw UTF-8 bytes.
     *
     * @param switches opens what agents of switches ask and tell, and nothing else
     * @param controllers opens what is told of management controllers, and nothing else
     */
    public record HmacKeys(String view, String edit, String admin, String switches, String controllers) {
        @Override
        public String toString() {
            return "HmacKeys[***]";
        }
    }

    /**
     * A running nsqd.
     *
     * @param tcp the protocol port, with mutual TLS
     * @param http the plain HTTP port on which topics are created
     * @param ca PEM file the broker's certificate is checked against
     * @param cert PEM file with the client certificate
     * @param key PEM file with its key
     */
    public record NsqSettings(InetSocketAddress tcp, URI http, Path ca, Path cert, Path key) {}
}
