package metalplant.testkit.peering;

import static metalplant.testkit.switches.TestSwitches.leaf;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import metalplant.core.network.AllocateNetwork;
import metalplant.core.network.CreateNetwork;
import metalplant.core.network.UpdateNetwork;
import metalplant.core.peering.FabricModels;
import metalplant.core.peering.FabricReports;
import metalplant.core.peering.Peerings;
import metalplant.core.project.Projects;
import metalplant.core.store.Store;
import metalplant.model.ip.Holder;
import metalplant.model.network.Network;
import metalplant.model.partition.Partition;
import metalplant.model.peering.Bgp;
import metalplant.model.project.Project;
import metalplant.model.switches.Switch;
import metalplant.model.tenant.Meta;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.ip.Ipam;

/**
 * A plant with networks that may reach each other: partitions {@code p1} and {@code p2} of one zone, projects {@code blue} and {@code red}, a
 * super network in each partition, {@code internet}, and in {@code p1} two leaves and {@code exit01}.
 */
public final class PeeringPlant {
    public final SimulatedWorld world = SimulatedWorld.seeded(47);
    public final Ipam ipam;
    public final Store store;
    public final Peerings peerings;
    public final FabricReports reports;
    public final FabricModels models;

    public PeeringPlant(Store store) {
        this.store = store;
        ipam = Ipam.on(store, world, () -> Holder.ALONE);
        peerings = new Peerings(store, world, () -> 0);
        reports = new FabricReports(store, world);
        models = new FabricModels(store, () -> 0);
        store.run("zone", tx -> {
            tx.partitions().update(tx.partitions().get("p1").inZone("zone"));
            return tx.partitions().insert(ipam.partition("p2").inZone("zone"));
        });
        superNetwork("super1", "p1", "10.1.0.0/16");
        superNetwork("super2", "p2", "10.2.0.0/16");
        external("internet", 50_000, "192.0.2.0/24");
        store.run("switches", tx -> {
            for (var id : List.of("leaf01", "leaf02", "exit01")) {
                tx.switches().insert(at(leaf(id, "rack-1", 4), "p1"));
            }
            for (var id : List.of("leaf03", "exit02")) {
                tx.switches().insert(at(leaf(id, "rack-2", 4), "p1"));
            }
            return true;
        });
    }

    private static Switch at(Switch leaf, String partition) {
        return new Switch(
                leaf.id(),
                leaf.name(),
                leaf.description(),
                partition,
                leaf.rackId(),
                leaf.mode(),
                leaf.os(),
                leaf.managementIp(),
                leaf.managementUser(),
                leaf.consoleCommand(),
                leaf.nics(),
                leaf.connections(),
                leaf.stamp());
    }

    private void superNetwork(String id, String partition, String prefix) {
        ipam.createNetwork.run(new CreateNetwork.Request(
                Optional.of(id),
                id,
                "",
                partition,
                "",
                List.of(prefix),
                List.of(),
                Map.of("IPv4", 24),
                List.of("10.240.0.0/16"),
                true,
                false,
                false,
                false,
                0,
                false,
                Map.of()));
    }

    /** An external network of no partition. */
    public Network external(String id, long vrf, String prefix) {
        return ipam.createNetwork
                .run(new CreateNetwork.Request(
                        Optional.of(id),
                        id,
                        "",
                        "",
                        "",
                        List.of(prefix),
                        List.of("0.0.0.0/0"),
                        Map.of(),
                        List.of(),
                        false,
                        false,
                        false,
                        false,
                        vrf,
                        false,
                        Map.of()))
                .network();
    }

    /** A private network of a project. */
    public Network network(String project, String partition) {
        return network(project, partition, false, Map.of());
    }

    public Network network(String project, String partition, boolean shared, Map<String, String> labels) {
        world.advance(Duration.ofSeconds(1));
        return ipam.allocateNetwork
                .run(new AllocateNetwork.Request(
                        "", "", partition, project, List.of(), Map.of(), Optional.empty(), false, shared, labels))
                .network();
    }

    public static Peerings.Create local(String id, String network1, String network2) {
        return new Peerings.Create(id, "", "", network1, network2, "local", Optional.empty(), "", Map.of());
    }

    /** At {@code exit01}. */
    public static Peerings.Create external(String id, String network, String port, String local, String remote) {
        return new Peerings.Create(
                id,
                "",
                "",
                network,
                "",
                "",
                Optional.of(new Peerings.Ends(new Bgp.End(65_000, local, port), new Bgp.End(65_001, remote, ""))),
                "",
                Map.of());
    }

    /** Gives a project the label, or takes it. */
    public void label(String project, String... labels) {
        Project old = store.read("project", tx -> tx.projects().get(project));
        new Projects(store, world)
                .update(new Projects.Content(
                        old.id(),
                        old.name(),
                        old.description(),
                        old.tenantId(),
                        old.quotas(),
                        new Meta(Map.of(), List.of(labels), old.meta().version())));
    }

    /** A machine of this network hangs at the first port of this switch. */
    public void member(String switchId, Network network) {
        store.run("member", tx -> {
            var old = tx.switches().get(switchId);
            var nics = old.nics().stream()
                    .map(nic -> nic.name().equals("Ethernet0") ? nic.withVrf("vrf" + network.vrf()) : nic)
                    .toList();
            return tx.switches().update(old.withNics(nics));
        });
    }

    /** What an agent tells that found nothing wrong. */
    public void tells(String switchId, String role, FabricReports.HeldText... peerings) {
        reports.run(switchId, report("agent of " + switchId, role, peerings));
    }

    public static FabricReports.Report report(String agent, String role, FabricReports.HeldText... peerings) {
        return new FabricReports.Report(
                agent,
                "",
                role,
                4_200_000_001L,
                List.of("Ethernet12"),
                List.of(),
                "",
                List.of(peerings),
                List.of(),
                "");
    }

    /** An agent tells how far its switch is: waiting, verified or failed. Returns what it is told if it asks. */
    public Optional<FabricReports.Turned> turn(String switchId, String turn) {
        return reports.run(
                switchId,
                new FabricReports.Report(
                        "agent of " + switchId,
                        "",
                        switchId.startsWith("exit") ? "exit" : "leaf",
                        4_200_000_001L,
                        List.of("Ethernet12"),
                        List.of(),
                        "",
                        List.of(),
                        List.of(),
                        turn));
    }

    /** The newest of a peering, as the switch is told. */
    public FabricReports.HeldText held(String switchId, String peering, String state) {
        var revision = models.get(switchId).peerings().stream()
                .filter(each -> each.id().equals(peering))
                .findFirst()
                .orElseThrow()
                .revision();
        return new FabricReports.HeldText(peering, revision, state);
    }

    /** A change of a network that leaves all but these as they are. */
    public void update(String id, List<String> prefixes, Map<String, String> labels, boolean shared) {
        Network old =
                Objects.requireNonNull(store.read("network", tx -> tx.networks().get(id)));
        ipam.updateNetwork.run(new UpdateNetwork.Request(
                id,
                Optional.empty(),
                Optional.empty(),
                Optional.of(labels),
                Optional.of(shared || old.shared()),
                List.of(),
                prefixes,
                Optional.empty(),
                old.additionalAnnouncableCidrs(),
                false));
    }

    /** A third partition that is alone. */
    public Partition alone() {
        return store.run("alone", tx -> tx.partitions().insert(ipam.partition("p3")));
    }
}
