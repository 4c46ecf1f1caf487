package metalplant.testkit.ip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.core.ip.AddressAllocator;
import metalplant.core.ip.AllocateIp;
import metalplant.core.ip.Candidates;
import metalplant.core.ip.FindIps;
import metalplant.core.ip.FreeIp;
import metalplant.core.ip.NumberPool;
import metalplant.core.ip.UpdateIp;
import metalplant.core.network.AllocateNetwork;
import metalplant.core.network.ChildPrefixes;
import metalplant.core.network.CreateNetwork;
import metalplant.core.network.FindNetworks;
import metalplant.core.network.NetworkView;
import metalplant.core.network.RemoveNetwork;
import metalplant.core.network.UpdateNetwork;
import metalplant.core.store.Store;
import metalplant.model.Stamp;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.IpQuery;
import metalplant.model.ip.IpType;
import metalplant.model.ip.Prefix;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.network.NetworkType;
import metalplant.model.partition.Partition;
import metalplant.model.project.Project;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;

/** A small world of networks on a store: partition {@code p1}, projects {@code blue} and {@code red}, and every use case. */
public final class Ipam {
    public final Store store;
    public final World world;
    private final Supplier<Holder> me;
    public final AddressAllocator addresses;
    public final ChildPrefixes children;
    public final NumberPool vrfs;
    public final NumberPool asns;
    public final AllocateIp allocateIp;
    public final FreeIp freeIp;
    public final UpdateIp updateIp;
    public final FindIps findIps;
    public final CreateNetwork createNetwork;
    public final AllocateNetwork allocateNetwork;
    public final UpdateNetwork updateNetwork;
    public final RemoveNetwork removeNetwork;
    public final FindNetworks findNetworks;

    private Ipam(Store store, World world, Supplier<Holder> me) {
        this.store = store;
        this.world = world;
        this.me = me;
        addresses = new AddressAllocator(store, world, me);
        children = new ChildPrefixes(store, world, Holder.ALONE);
        vrfs = NumberPool.vrfs(store);
        asns = NumberPool.asns(store);
        allocateIp = new AllocateIp(store, addresses);
        freeIp = new FreeIp(store, addresses);
        updateIp = new UpdateIp(store, world);
        findIps = new FindIps(store);
        createNetwork = new CreateNetwork(store, world, me, vrfs);
        allocateNetwork = new AllocateNetwork(store, world, children, vrfs);
        updateNetwork = new UpdateNetwork(store, world, me);
        removeNetwork = new RemoveNetwork(store, vrfs);
        findNetworks = new FindNetworks(store);
    }

    /** On an empty store. */
    public static Ipam on(Store store) {
        return on(store, new SystemWorld(), () -> Holder.ALONE);
    }

    /** The same of a plant that has a name, or may get one. */
    public static Ipam on(Store store, World world, Supplier<Holder> me) {
        var ipam = new Ipam(store, world, me);
        store.run("fixture", tx -> {
            tx.partitions().insert(ipam.partition("p1"));
            tx.projects().insert(ipam.project("blue"));
            return tx.projects().insert(ipam.project("red"));
        });
        return ipam;
    }

    /** All addresses that match, in their order. */
    public List<Ip> found(IpQuery query) {
        var all = new ArrayList<Ip>();
        findIps.each(query, all::add);
        return all;
    }

    /** All networks that match, in their order, with what is used of them. */
    public List<NetworkView> networks(NetworkQuery query) {
        var all = new ArrayList<NetworkView>();
        findNetworks.each(query, all::add);
        return all;
    }

    /** A second process of the same plant: the same store, hints of its own. */
    public Ipam otherProcess() {
        return new Ipam(store, world, me);
    }

    public Partition partition(String id) {
        var boot = new Partition.BootConfig("", "", "");
        return new Partition(id, id, "", "", Map.of(), boot, List.of(), List.of(), Stamp.fresh(world));
    }

    public Project project(String id) {
        return new Project(id, id, "", "tenant", Quotas.NONE, Meta.EMPTY, Stamp.fresh(world));
    }

    public Network network(String id, NetworkType type, String... prefixes) {
        return new Network(
                id,
                "name of " + id,
                "",
                type,
                "p1",
                "",
                "",
                Arrays.stream(prefixes).map(Cidr::parse).toList(),
                List.of(),
                Map.of(),
                false,
                false,
                0,
                Map.of(),
                List.of(),
                Stamp.fresh(world));
    }

    /** A prefix without parent. */
    public Prefix prefix(String networkId, String cidr) {
        return new Prefix(world.newId(), Optional.empty(), "", networkId, Cidr.parse(cidr), true, 0, 1);
    }

    public Prefix child(Prefix parent, String namespace, String networkId, String cidr) {
        return new Prefix(world.newId(), Optional.of(parent.id()), namespace, networkId, Cidr.parse(cidr), false, 0, 1);
    }

    /** Stores a prefix as one block of this plant; false if its place is taken. */
    public boolean store(Prefix prefix) {
        return store.run(
                "fixture", tx -> tx.prefixes().insert(prefix, Block.whole(prefix.id(), prefix.cidr(), Holder.ALONE)));
    }

    /** An external network of these prefixes, stored. */
    public Network external(String id, String... prefixes) {
        return createNetwork.run(external(id, List.of(prefixes))).network();
    }

    public static CreateNetwork.Request external(String id, List<String> prefixes) {
        return new CreateNetwork.Request(
                Optional.of(id),
                id,
                "",
                "",
                "",
                prefixes,
                List.of(),
                Map.of(),
                List.of(),
                false,
                false,
                false,
                false,
                0,
                false,
                Map.of());
    }

    /** A private super network of partition p1, stored. */
    public Network superNetwork(String id, boolean namespaced, Map<String, Integer> childLength, String... prefixes) {
        return createNetwork
                .run(new CreateNetwork.Request(
                        Optional.of(id),
                        id,
                        "",
                        "p1",
                        "",
                        List.of(prefixes),
                        List.of(),
                        childLength,
                        List.of(),
                        true,
                        namespaced,
                        false,
                        false,
                        0,
                        false,
                        Map.of()))
                .network();
    }

    /** A child of the private super network of p1. */
    public Network allocate(String project, Map<String, Integer> length) {
        return allocateNetwork.run(childOf(project, length)).network();
    }

    public static AllocateNetwork.Request childOf(String project, Map<String, Integer> length) {
        return new AllocateNetwork.Request(
                "child", "", "p1", project, List.of(), length, Optional.empty(), false, false, Map.of());
    }

    /** Any address of the network for the project. */
    public Ip acquire(Network network, String project) {
        return allocateIp.run(anyOf(network, project));
    }

    public Ip acquire(Network network, String project, String address) {
        var any = anyOf(network, project);
        return allocateIp.run(new AllocateIp.Request(
                any.networkId(),
                project,
                Optional.of(address),
                any.family(),
                any.machineId(),
                any.name(),
                any.description(),
                any.type(),
                any.tags()));
    }

    public static AllocateIp.Request anyOf(Network network, String project) {
        return new AllocateIp.Request(
                network.id(),
                project,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                IpType.EPHEMERAL,
                List.of());
    }

    /** An address of this family, taken with the steps of a machine allocation. */
    public Ip acquire(Network network, AddressFamily family) {
        var purpose = new AddressAllocator.Purpose("blue", "", "", IpType.EPHEMERAL, List.of());
        return Candidates.settle(
                () -> addresses.propose(network, family),
                plan -> store.run(
                        "test-acquire",
                        tx -> tx.ips().byAllocation(plan.allocation()),
                        tx -> addresses.take(tx, plan, purpose)));
    }

    public void release(Ip ip) {
        store.run("test-release", tx -> {
            addresses.release(tx, ip);
            return true;
        });
    }

    /** A row as it is inserted, version 1. */
    public Ip row(Prefix prefix, String address, String project, String... tags) {
        var allocation = world.newId();
        var now = world.now();
        return new Ip(
                IpAddress.parse(address),
                prefix.id(),
                prefix.cidr().toString(),
                prefix.namespace(),
                prefix.networkId(),
                allocation,
                project,
                "name of " + address,
                "",
                IpType.EPHEMERAL,
                List.of(tags),
                new Stamp(allocation, "", 1, now, now));
    }
}
