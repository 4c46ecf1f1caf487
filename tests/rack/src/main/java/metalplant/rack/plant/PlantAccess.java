package metalplant.rack.plant;

import java.net.URI;
import java.util.Optional;

/**
 * Where the plant is and how to be let in.
 *
 * @param partition the partition that this rack belongs to
 * @param api base of the REST API, ends with a slash; resources are below its {@code v1/}
 * @param apiCa PEM to trust for https instead of the system's authorities
 * @param hmacView key of type Metal-View
 * @param hmacEdit key of type Metal-Edit
 * @param grpc host:port of the boot service
 * @param grpcTls absent: plaintext, for tests only
 * @param nsq host:port of nsqd; absent: no commands arrive
 * @param nsqTls absent: plaintext
 * @param leases whether each server asks for a certificate and key of its own
 */
public record PlantAccess(
        String partition,
        URI api,
        Optional<String> apiCa,
        String hmacView,
        String hmacEdit,
        String grpc,
        Optional<Pem> grpcTls,
        Optional<String> nsq,
        Optional<Pem> nsqTls,
        boolean leases) {
    public PlantAccess {
        if (partition.isBlank()) {
            throw new IllegalArgumentException("the partition has no name");
        }
        if (!api.toString().matches("https?://.*/")) {
            throw new IllegalArgumentException("the API's address must be http(s) and end with a slash: " + api);
        }
    }

    @Override
    public String toString() {
        return "PlantAccess[partition=" + partition + ", api=" + api + ", grpc=" + grpc + ", nsq=" + nsq + "]";
    }
}
