package metalplant.cli.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Manifests of Cluster API: a control plane in the first zone, and a MachineDeployment in each.
 *
 * @param controlPlaneIp address of the API server
 * @param nodeNetwork the project's network in the partition of the first zone
 * @param perZone workers in each zone
 */
record ClusterApiSample(
        String name,
        String namespace,
        String project,
        String kubernetes,
        String size,
        String image,
        String controlPlaneIp,
        String nodeNetwork,
        int controlPlanes,
        int perZone) {
    private static final String CORE = "cluster.x-k8s.io/v1beta1";
    private static final String CONTROL_PLANE = "controlplane.cluster.x-k8s.io/v1beta1";
    private static final String BOOTSTRAP = "bootstrap.cluster.x-k8s.io/v1beta1";
    private static final String METAL = "infrastructure.cluster.x-k8s.io/v1alpha1";
    private static final String CLUSTER_LABEL = "cluster.x-k8s.io/cluster-name";

    List<Map<String, Object>> documents(Sites sites) {
        var all = new ArrayList<Map<String, Object>>();
        all.add(cluster());
        all.add(metalCluster(sites));
        all.add(machines());
        all.add(controlPlane());
        all.add(join());
        sites.zones().forEach(site -> all.add(deployment(site)));
        return List.copyOf(all);
    }

    private Map<String, Object> metadata(String its) {
        return Fields.of("name", its, "namespace", namespace);
    }

    private Map<String, Object> cluster() {
        var cluster = Fields.head(CORE, "Cluster", metadata(name));
        cluster.put(
                "spec",
                Fields.of(
                        "clusterNetwork", Fields.of("pods", Fields.of("cidrBlocks", List.of("10.240.0.0/13"))),
                        "controlPlaneRef", ref(CONTROL_PLANE, "KubeadmControlPlane", name),
                        "infrastructureRef", ref(METAL, "MetalStackCluster", name)));
        return cluster;
    }

    private Map<String, Object> ref(String apiVersion, String kind, String its) {
        return Fields.of("apiVersion", apiVersion, "kind", kind, "name", its, "namespace", namespace);
    }

    private Map<String, Object> metalCluster(Sites sites) {
        var cluster = Fields.head(METAL, "MetalStackCluster", metadata(name));
        cluster.put(
                "spec",
                Fields.of(
                        "projectID", project,
                        "partition", sites.zones().getFirst().partitions().getFirst(),
                        "nodeNetworkID", nodeNetwork,
                        "controlPlaneIP", controlPlaneIp));
        return cluster;
    }

    private Map<String, Object> machines() {
        var template = Fields.head(METAL, "MetalStackMachineTemplate", metadata(name));
        template.put("spec", Fields.of("template", Fields.of("spec", Fields.of("size", size, "image", image))));
        return template;
    }

    private Map<String, Object> controlPlane() {
        var plane = Fields.head(CONTROL_PLANE, "KubeadmControlPlane", metadata(name));
        plane.put(
                "spec",
                Fields.of(
                        "replicas",
                        controlPlanes,
                        "version",
                        kubernetes,
                        "machineTemplate",
                        Fields.of("infrastructureRef", ref(METAL, "MetalStackMachineTemplate", name)),
                        "kubeadmConfigSpec",
                        Fields.of(
                                "format", "ignition",
                                "initConfiguration", registration(),
                                "joinConfiguration", registration())));
        return plane;
    }

    private static Map<String, Object> registration() {
        return Fields.of("nodeRegistration", Fields.of("kubeletExtraArgs", Fields.of("cloud-provider", "external")));
    }

    private Map<String, Object> join() {
        var config = Fields.head(BOOTSTRAP, "KubeadmConfigTemplate", metadata(name));
        config.put(
                "spec",
                Fields.of(
                        "template",
                        Fields.of("spec", Fields.of("format", "ignition", "joinConfiguration", registration()))));
        return config;
    }

    private Map<String, Object> deployment(Sites.Site site) {
        var its = Sites.named(name, site.zone());
        Map<String, Object> labels = Fields.of(CLUSTER_LABEL, name, "zone", site.zone());
        var deployment = Fields.head(CORE, "MachineDeployment", metadata(its));
        deployment.put(
                "spec",
                Fields.of(
                        "clusterName",
                        name,
                        "replicas",
                        perZone,
                        "selector",
                        Fields.of("matchLabels", labels),
                        "template",
                        Fields.of(
                                "metadata", Fields.of("labels", labels),
                                "spec", worker(site))));
        return deployment;
    }

    private Map<String, Object> worker(Sites.Site site) {
        return Fields.of(
                "clusterName", name,
                "version", kubernetes,
                "failureDomain", site.partitions().getFirst(),
                "bootstrap", Fields.of("configRef", ref(BOOTSTRAP, "KubeadmConfigTemplate", name)),
                "infrastructureRef", ref(METAL, "MetalStackMachineTemplate", name));
    }
}
