package metalplant.cli.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.region.ZoneResponse;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl sample}. */
@Command(
        name = "sample",
        synopsisSubcommandLabel = "(gardener-shoot | cluster-api | storageclass)",
        description = {
            "Manifests for Kubernetes over the zones that this federation has.",
            "",
            "They are read from the zones and their partitions, printed, and applied by nobody.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl sample gardener-shoot --name demo --project P > shoot.yaml",
            "  ./plantctl sample cluster-api --name demo --project P > cluster.yaml",
            "  ./plantctl sample storageclass | kubectl apply -f -"
        })
public final class SampleCommand implements Runnable {
    private CommandLine self = new CommandLine(this);

    private SampleCommand() {}

    /** The command with all of its parts. */
    public static CommandLine line(World world, Screen screen) {
        var command = new SampleCommand();
        command.self = new CommandLine(command)
                .addSubcommand(new Shoot(world, screen))
                .addSubcommand(new ClusterApi(world, screen))
                .addSubcommand(new Storage(world, screen));
        return command.self;
    }

    @Override
    public void run() {
        self.usage(System.out);
    }

    private abstract static class Sample extends Common implements Callable<Integer> {
        @Option(names = "--region", paramLabel = "REGION", description = "Default: the only one with partitions.")
        String region = "";

        @Option(names = "--zone", paramLabel = "ZONE", description = "May be repeated. Default: all of the region.")
        List<String> zones = new ArrayList<>();

        Sample(World world, Screen screen) {
            super(world, screen);
        }

        abstract List<Map<String, Object>> documents(Sites sites);

        @Override
        public final Integer call() {
            return with(calls -> {
                var documents = documents(Sites.of(List.of(calls.get("v1/zone", ZoneResponse[].class)), region, zones));
                if (json()) {
                    return printed(documents);
                }
                screen.say(YamlText.of(documents).stripTrailing());
                return 0;
            });
        }
    }

    private abstract static class Cluster extends Sample {
        @Option(names = "--name", required = true, paramLabel = "NAME", description = "Of the cluster.")
        String name = "";

        @Option(names = "--project", required = true, paramLabel = "ID", description = "Of metal-stack.")
        String project = "";

        @Option(names = "--size", paramLabel = "SIZE", description = "Of workers. Default: ${DEFAULT-VALUE}.")
        String size = "c1-xlarge-x86";

        @Option(names = "--per-zone", paramLabel = "N", description = "Workers. Default: ${DEFAULT-VALUE}.")
        int perZone = 1;

        Cluster(World world, Screen screen) {
            super(world, screen);
        }
    }

    @Command(
            name = "gardener-shoot",
            description = {
                "A Shoot with a pool of workers in each zone.",
                "",
                "Gardener's CloudProfile has to know the region and the zones by the names that they have here. Its"
                        + " extension for metal-stack takes one partition for a shoot: the infrastructureConfig names"
                        + " the one of the first zone.",
                ""
            },
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl sample gardener-shoot --name demo --project P --per-zone 2")
    private static final class Shoot extends Cluster {
        @Option(names = "--namespace", paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.")
        String namespace = "garden-demo";

        @Option(names = "--cloud-profile", paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.")
        String cloudProfile = "metal";

        @Option(
                names = "--credentials",
                paramLabel = "NAME",
                description = "CredentialsBinding. Default: ${DEFAULT-VALUE}.")
        String credentials = "metal";

        @Option(names = "--kubernetes", paramLabel = "VERSION", description = "Default: ${DEFAULT-VALUE}.")
        String kubernetes = "1.33.4";

        @Option(names = "--image", paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.")
        String image = "ubuntu";

        @Option(names = "--image-version", paramLabel = "VERSION", description = "Default: ${DEFAULT-VALUE}.")
        String imageVersion = "24.4.0";

        @Option(names = "--firewall-size", paramLabel = "SIZE", description = "Default: ${DEFAULT-VALUE}.")
        String firewallSize = "n1-medium-x86";

        @Option(names = "--firewall-image", paramLabel = "IMAGE", description = "Default: ${DEFAULT-VALUE}.")
        String firewallImage = "firewall-ubuntu-3.0";

        @Option(names = "--network", paramLabel = "ID", description = "Of the firewall. Default: internet.")
        List<String> networks = new ArrayList<>();

        Shoot(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        List<Map<String, Object>> documents(Sites sites) {
            return new ShootSample(
                            name,
                            namespace,
                            project,
                            cloudProfile,
                            credentials,
                            kubernetes,
                            size,
                            image,
                            imageVersion,
                            firewallSize,
                            firewallImage,
                            networks.isEmpty() ? List.of("internet") : networks,
                            perZone)
                    .documents(sites);
        }
    }

    @Command(
            name = "cluster-api",
            description = {
                "Manifests of Cluster API with a MachineDeployment in each zone, whose failureDomain is a partition of it.",
                "",
                "The provider for metal-stack makes the control plane in the partition of the first zone.",
                ""
            },
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl sample cluster-api --name demo --project P --control-plane-ip 203.0.113.7")
    private static final class ClusterApi extends Cluster {
        @Option(names = "--namespace", paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.")
        String namespace = "default";

        @Option(names = "--kubernetes", paramLabel = "VERSION", description = "Default: ${DEFAULT-VALUE}.")
        String kubernetes = "v1.33.4";

        @Option(names = "--image", paramLabel = "IMAGE", description = "Default: ${DEFAULT-VALUE}.")
        String image = "ubuntu-24.4";

        @Option(
                names = "--control-plane-ip",
                paramLabel = "ADDRESS",
                description = "Of the API server; acquire it before. Default: ${DEFAULT-VALUE}, which is nobody's.")
        String controlPlaneIp = "192.0.2.1";

        @Option(
                names = "--node-network",
                paramLabel = "ID",
                description = "The project's network in the first partition. Default: ${DEFAULT-VALUE}.")
        String nodeNetwork = "NETWORK";

        @Option(names = "--control-planes", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
        int controlPlanes = 3;

        ClusterApi(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        List<Map<String, Object>> documents(Sites sites) {
            return new ClusterApiSample(
                            name,
                            namespace,
                            project,
                            kubernetes,
                            size,
                            image,
                            controlPlaneIp,
                            nodeNetwork,
                            controlPlanes,
                            perZone)
                    .documents(sites);
        }
    }

    @Command(
            name = "storageclass",
            description = {
                "A StorageClass over all zones and one for each, with allowedTopologies.",
                "",
                "Nodes need the labels that GET /v1/partition shows as topology.",
                ""
            },
            footerHeading = "%nExample:%n",
            footer = "  ./plantctl sample storageclass --name fast --provisioner csi.example.org")
    private static final class Storage extends Sample {
        @Option(names = "--name", paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.")
        String name = "zonal";

        @Option(names = "--provisioner", paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.")
        String provisioner = "lvm.csi.metal-stack.io";

        Storage(World world, Screen screen) {
            super(world, screen);
        }

        @Override
        List<Map<String, Object>> documents(Sites sites) {
            return new StorageClassSample(name, provisioner).documents(sites);
        }
    }
}
