package metalplant.fabric.cabling;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.plan.AddressRange;
import metalplant.plan.Finding;
import metalplant.plan.PlantPlan;
import metalplant.plan.PrefixCheck;
import metalplant.plan.Section;

/** Holds all switches against each other and against the plan. */
final class CablingChecks {
    /** Addresses in the network of machines that the plant gives to nobody. */
    private static final int FIXED = 16;

    private static final int LEAVES_OF_A_RACK = 2;

    private final PlantPlan plan;
    private final Cabling cabling;
    private final int loopbacksLine;
    private final List<Draft> drafts;
    private final Map<String, List<Link>> links;
    private final List<Finding> findings;

    CablingChecks(
            PlantPlan plan,
            Cabling cabling,
            int loopbacksLine,
            List<Draft> drafts,
            Map<String, List<Link>> links,
            List<Finding> findings) {
        this.plan = plan;
        this.cabling = cabling;
        this.loopbacksLine = loopbacksLine;
        this.drafts = drafts;
        this.links = links;
        this.findings = findings;
    }

    void check(Section root) {
        prefixes();
        unique("mac", each -> Optional.of(each.mac()));
        unique("serial", FabricSwitch::serial);
        unique("address", each -> Optional.of(each.address().toString()));
        unique("loopback", each -> each.loopback().map(Object::toString));
        unique("pxe-address", each -> each.pxeAddress().map(at -> at.address().toString()));
        asns();
        for (var draft : drafts) {
            management(draft);
            numbers(draft);
            booting(draft);
            role(draft);
        }
        // What is missing as a whole follows from mistakes in the parts more often than not.
        if (findings.isEmpty()) {
            drafts.forEach(this::linked);
            racks();
            boot(root);
        }
    }

    /** Everything that has addresses, of the plan and of this file. */
    private void prefixes() {
        var ofPlan = new ArrayList<Cidr>();
        plan.networks().management().ifPresent(each -> ofPlan.add(each.prefix()));
        plan.networks().pxe().ifPresent(each -> ofPlan.add(each.prefix()));
        plan.networks().boot().relayed().forEach(each -> ofPlan.add(each.prefix()));
        if (plan.networks().uplink() instanceof PlantPlan.Uplink.Static fixed) {
            ofPlan.add(fixed.address().network());
        }
        ofPlan.addAll(plan.prefixes().tenantSuper());
        ofPlan.addAll(plan.prefixes().underlay());
        ofPlan.addAll(plan.prefixes().internet());
        var check = new PrefixCheck();
        ofPlan.forEach(each -> check.add("plant.yaml", each, 0));
        check.add("loopbacks", cabling.loopbacks(), loopbacksLine);
        // Two exits may be in one network of a provider.
        var seen = new TreeSet<Cidr>();
        for (var draft : drafts) {
            draft.is().peers().stream()
                    .map(Peer::network)
                    .filter(seen::add)
                    .forEach(each -> check.add(draft.section().below("peers"), each, draft.line("peers")));
        }
        check.overlaps().stream()
                .map(each -> new Finding(
                        each.line(), each.where(), each.reason().replace("plant.yaml (the default)", "the plan")))
                .forEach(findings::add);
    }

    private interface Feature {
        Optional<String> of(FabricSwitch of);
    }

    private void unique(String key, Feature feature) {
        var first = new HashMap<String, Draft>();
        for (var draft : drafts) {
            var value = feature.of(draft.is());
            if (value.isEmpty()) {
                continue;
            }
            var before = first.putIfAbsent(value.get(), draft);
            if (before != null) {
                draft.section()
                        .complain(draft.line(key), key, "%s is that of %s too".formatted(value.get(), before.name()));
            }
        }
    }

    /** Each leaf has its own; spines share one if they like, and exits. */
    private void asns() {
        var first = new TreeMap<Long, Draft>();
        for (var draft : drafts) {
            if (draft.is().asn().isEmpty()) {
                continue;
            }
            long asn = draft.is().asn().getAsLong();
            var before = first.putIfAbsent(asn, draft);
            if (before != null
                    && (before.is().role() == SwitchRole.LEAF
                            || before.is().role() != draft.is().role())) {
                draft.section()
                        .complain(draft.line("asn"), "asn", "%d is that of %s too".formatted(asn, before.name()));
            }
        }
    }

    private void management(Draft draft) {
        var network = plan.networks().management().orElseThrow();
        var address = draft.is().address();
        if (!CablingReader.isHost(address, network.prefix())) {
            complain(
                    draft,
                    "address",
                    "%s is no address of a host in %s, the management network".formatted(address, network.prefix()));
        } else if (address.equals(network.plant())) {
            complain(draft, "address", address + " is the plant's own");
        }
        plan.networks()
                .controllers()
                .filter(range -> range.contains(address))
                .ifPresent(range -> complain(draft, "address", ofControllers(address, range)));
    }

    /** What is wrong with an address that a controller may get. */
    static String ofControllers(IpAddress address, AddressRange range) {
        return "%s is one of %s, which the plan gives to management controllers (networks.management.controllers)"
                .formatted(address, range);
    }

    private void numbers(Draft draft) {
        var loopback = draft.is().loopback();
        var asn = draft.is().asn();
        if (!draft.is().role().routes()) {
            loopback.ifPresent(_ -> complain(draft, "loopback", "a management switch has none"));
            asn.ifPresent(_ -> complain(draft, "asn", "a management switch has none"));
            return;
        }
        loopback.filter(each -> !CablingReader.isHost(each, cabling.loopbacks()))
                .ifPresent(each -> complain(
                        draft,
                        "loopback",
                        "%s is not in %s, or at one of its ends".formatted(each, cabling.loopbacks())));
        var window = cabling.windows().fabricAsns();
        if (asn.isPresent() && !window.contains(asn.getAsLong())) {
            complain(
                    draft,
                    "asn",
                    "%d is not in the window of plant %d, %d to %d"
                            .formatted(asn.getAsLong(), cabling.windows().plant(), window.first(), window.last()));
        }
    }

    private void booting(Draft draft) {
        var given = draft.is().pxeAddress();
        if (given.isEmpty()) {
            return;
        }
        var network = plan.networks().pxe().map(PlantPlan.Segment::prefix);
        if (draft.is().role() != SwitchRole.LEAF || network.isEmpty()) {
            complain(draft, "pxe-address", "only a leaf has one, and only where the plan has networks.pxe");
            return;
        }
        var address = given.get().address();
        var last = network.get().first().plus(BigInteger.valueOf(FIXED));
        boolean fits = network.get().length() == given.get().length()
                && CablingReader.isHost(address, network.get())
                && !address.equals(network.get().first().plus(BigInteger.ONE));
        if (!fits || address.compareTo(last) >= 0) {
            complain(
                    draft,
                    "pxe-address",
                    "%s must be with /%d between the plant's own and %s: the others are given to machines"
                            .formatted(address, network.get().length(), last));
        }
        boolean taken = plan.networks().boot().relayed().stream()
                        .anyMatch(each -> each.via().equals(address))
                || plan.networks().boot().dhcpServer().filter(address::equals).isPresent();
        if (taken) {
            complain(draft, "pxe-address", address + " is somebody else's in the plan");
        }
    }

    private void role(Draft draft) {
        var is = draft.is();
        if (is.role() != SwitchRole.LEAF && !is.machines().isEmpty()) {
            complain(draft, "machines", "machines hang at leaves");
        }
        if (is.role() != SwitchRole.EXIT && !is.peers().isEmpty()) {
            complain(draft, "peers", "routers of others hang at exits");
        }
        if (is.role() != SwitchRole.LEAF
                && is.role() != SwitchRole.MANAGEMENT
                && !is.plant().isEmpty()) {
            complain(draft, "plant", "the plant's server hangs at a leaf and at management switches");
        }
        if (is.role() == SwitchRole.LEAF && is.rack().isEmpty()) {
            complain(draft, "rack", "is missing; a leaf is in a rack");
        }
        is.peers().forEach(peer -> peer(draft, peer));
        cables(draft);
    }

    private void linked(Draft draft) {
        long routing = drafts.stream().filter(each -> each.is().role().routes()).count();
        if (draft.is().role().routes()
                && links.getOrDefault(draft.name(), List.of()).isEmpty()
                && routing > 1) {
            complain(
                    draft,
                    "links",
                    "a %s without a link reaches nothing; one end of each is enough, here or at the other switch"
                            .formatted(draft.is().role().word()));
        }
    }

    private void peer(Draft draft, Peer peer) {
        var network = peer.network();
        boolean inside = network.contains(peer.neighbour()) && !peer.neighbour().equals(peer.address());
        boolean ends = peer.length() == 31
                || (CablingReader.isHost(peer.address(), network) && CablingReader.isHost(peer.neighbour(), network));
        if (!inside || !ends) {
            complain(
                    draft,
                    "peers",
                    "%s and %s are no two hosts of %s".formatted(peer.address(), peer.neighbour(), network));
        }
        if (cabling.windows().fabricAsns().contains(peer.asn())) {
            complain(draft, "peers", "ASN %d is one of the plant's own switches".formatted(peer.asn()));
        }
        if (isOwn(peer.neighbour())) {
            complain(draft, "peers", peer.neighbour() + " is in a network of the plant");
        }
    }

    private static void cables(Draft draft) {
        var cables = draft.is().cables();
        if (!cables.isEmpty() && draft.is().role() != SwitchRole.EXIT) {
            complain(draft, "cables", "cables to other partitions are at exits");
        } else if (!cables.isEmpty() && !draft.is().peers().isEmpty()) {
            complain(
                    draft,
                    "cables",
                    "an exit with peers gets no agent, which makes use of cables: write the peers as external peerings");
        }
        var names = new TreeSet<String>();
        for (var each : cables) {
            var network = each.network();
            boolean ends = network.contains(each.neighbour())
                    && !each.neighbour().equals(each.address())
                    && (each.length() == 31
                            || (CablingReader.isHost(each.address(), network)
                                    && CablingReader.isHost(each.neighbour(), network)));
            if (!ends) {
                complain(
                        draft,
                        "cables",
                        "%s and %s are no two hosts of %s".formatted(each.address(), each.neighbour(), network));
            }
            if (each.exit().equals(draft.name())) {
                complain(
                        draft,
                        "cables",
                        "%s leads to the exit itself: one of another plant is PARTITION/%s"
                                .formatted(each.name(), each.exit()));
            }
            if (!names.add(each.name())) {
                complain(draft, "cables", "there are two cables %s".formatted(each.name()));
            }
        }
    }

    private boolean isOwn(IpAddress address) {
        return cabling.loopbacks().contains(address)
                || plan.networks()
                        .management()
                        .filter(each -> each.prefix().contains(address))
                        .isPresent();
    }

    private void racks() {
        var racks = new TreeMap<String, List<Draft>>();
        drafts.stream()
                .filter(each ->
                        each.is().role() == SwitchRole.LEAF && !each.is().rack().isEmpty())
                .forEach(each -> racks.computeIfAbsent(each.is().rack(), _ -> new ArrayList<>())
                        .add(each));
        long leaves = racks.values().stream().mapToLong(List::size).sum();
        racks.forEach((rack, pair) -> {
            var last = pair.getLast();
            if (pair.size() > LEAVES_OF_A_RACK) {
                complain(last, "rack", "%s has %d leaves; machines hang at two".formatted(rack, pair.size()));
            } else if (pair.size() < LEAVES_OF_A_RACK && leaves > 1) {
                complain(
                        last,
                        "rack",
                        "%s has one leaf; machines hang at two, or the plant has one leaf in all".formatted(rack));
            } else if (pair.size() == LEAVES_OF_A_RACK
                    && pair.getFirst().is().machines().size()
                            != last.is().machines().size()) {
                complain(
                        last,
                        "machines",
                        "%s has %d of them and %s has %d; a machine hangs at both"
                                .formatted(
                                        pair.getFirst().name(),
                                        pair.getFirst().is().machines().size(),
                                        last.name(),
                                        last.is().machines().size()));
            }
        });
    }

    private void boot(Section root) {
        var leaves = drafts.stream()
                .filter(each -> each.is().role() == SwitchRole.LEAF)
                .toList();
        if (leaves.isEmpty()) {
            return;
        }
        if (plan.networks().pxe().isEmpty()) {
            root.complain(
                    leaves.getFirst().line("role"), "", "the plan has no networks.pxe, where machines of a leaf boot");
        } else if (leaves.stream().allMatch(each -> each.is().plant().isEmpty())) {
            root.complain(
                    leaves.getFirst().line("role"),
                    "",
                    "at no leaf is there the plant's own server (plant: [PORT]): machines would not reach it");
        }
    }

    private static void complain(Draft draft, String key, String reason) {
        draft.section().complain(draft.line(key), key, reason);
    }
}
