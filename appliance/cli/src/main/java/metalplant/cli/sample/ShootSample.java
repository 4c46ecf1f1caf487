package metalplant.cli.sample;

import java.util.List;
import java.util.Map;

/**
 * A Gardener Shoot with a pool of workers in each zone.
 *
 * @param perZone workers in each zone
 */
record ShootSample(
        String name,
        String namespace,
        String project,
        String cloudProfile,
        String credentials,
        String kubernetes,
        String size,
        String image,
        String imageVersion,
        String firewallSize,
        String firewallImage,
        List<String> networks,
        int perZone) {
    private static final int ZONES_OF_A_QUORUM = 3;

    List<Map<String, Object>> documents(Sites sites) {
        var shoot =
                Fields.head("core.gardener.cloud/v1beta1", "Shoot", Fields.of("name", name, "namespace", namespace));
        shoot.put(
                "spec",
                Fields.of(
                        "cloudProfile", Fields.of("kind", "CloudProfile", "name", cloudProfile),
                        "credentialsBindingName", credentials,
                        "region", sites.region(),
                        "purpose", "production",
                        "kubernetes", Fields.of("version", kubernetes),
                        "controlPlane", Fields.of("highAvailability", Fields.of("failureTolerance", tolerance(sites))),
                        "networking", networking(),
                        "provider", provider(sites)));
        return List.of(shoot);
    }

    /** Gardener spreads etcd over zones from three on. */
    private static Map<String, Object> tolerance(Sites sites) {
        return Fields.of("type", sites.zones().size() >= ZONES_OF_A_QUORUM ? "zone" : "node");
    }

    private static Map<String, Object> networking() {
        return Fields.of("type", "calico", "pods", "10.240.0.0/13", "services", "10.248.0.0/18");
    }

    private Map<String, Object> provider(Sites sites) {
        return Fields.of(
                "type", "metal",
                "infrastructureConfig", infrastructure(sites),
                "controlPlaneConfig",
                        Fields.of(
                                "apiVersion", "metal.provider.extensions.gardener.cloud/v1alpha1",
                                "kind", "ControlPlaneConfig"),
                "workers", sites.zones().stream().map(this::worker).toList());
    }

    /** The extension takes one partition for a shoot; the others are where the zones of its workers say. */
    private Map<String, Object> infrastructure(Sites sites) {
        return Fields.of(
                "apiVersion",
                "metal.provider.extensions.gardener.cloud/v1alpha1",
                "kind",
                "InfrastructureConfig",
                "projectID",
                project,
                "partitionID",
                sites.zones().getFirst().partitions().getFirst(),
                "firewall",
                Fields.of("size", firewallSize, "image", firewallImage, "networks", networks));
    }

    private Map<String, Object> worker(Sites.Site site) {
        return Fields.of(
                "name",
                Sites.named("w", site.zone()),
                "zones",
                List.of(site.zone()),
                "minimum",
                perZone,
                "maximum",
                perZone,
                "maxSurge",
                0,
                "maxUnavailable",
                1,
                "machine",
                Fields.of("type", size, "image", Fields.of("name", image, "version", imageVersion)));
    }
}
