package metalplant.model.machine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import metalplant.model.filesystem.FilesystemLayout;

/**
 * What a project has made of a machine. Absent texts are "".
 *
 * @param id new for every allocation; also the request id of the transaction that made it
 * @param imageId full id, shorthands are resolved
 * @param layout a copy: later edits of the layout do not change an installed machine
 * @param networks in the order they were asked for; the private one carries the ASN
 * @param reinstall true between a reinstall request and its report
 * @param consolePassword secret; set by the installer's report
 * @param vpn what a firewall joins the VPN of its project with
 */
public record Allocation(
        UUID id,
        String name,
        String description,
        String creator,
        Instant created,
        String projectId,
        String imageId,
        Optional<FilesystemLayout> layout,
        List<MachineNetwork> networks,
        String hostname,
        String userData,
        List<String> sshPublicKeys,
        Role role,
        boolean succeeded,
        boolean reinstall,
        String consolePassword,
        Optional<BootInfo> bootInfo,
        Optional<FirewallRules> firewallRules,
        List<String> dnsServers,
        List<String> ntpServers,
        List<String> placementTags,
        Optional<Vpn> vpn) {

    /**
     * @param type privateprimaryunshared privateprimaryshared privatesecondaryshared external underlay
     * @param natTypeV2 none or ipv4-masq
     * @param networkTypeV2 as {@code NetworkType.wire()}
     */
    public record MachineNetwork(
            String networkId,
            List<String> prefixes,
            List<String> ips,
            List<String> destinationPrefixes,
            long vrf,
            long asn,
            boolean isPrivate,
            boolean nat,
            boolean underlay,
            String projectId,
            String type,
            String natTypeV2,
            String networkTypeV2) {}

    /** What the installer put on disk. */
    public record BootInfo(
            String imageId,
            String primaryDisk,
            String osPartition,
            String initrd,
            String cmdline,
            String kernel,
            String bootloaderId) {}

    /**
     * The VPN of the project.
     *
     * @param address of its control plane
     * @param authKey secret; opens it once, and for a while
     * @param connected whether the machine was in it at the last look
     */
    public record Vpn(String address, String authKey, boolean connected) {
        /** Without the key, for logs. */
        @Override
        public String toString() {
            return "Vpn[" + address + " connected=" + connected + "]";
        }
    }

    public record FirewallRules(List<Egress> egress, List<Ingress> ingress) {
        public record Egress(String comment, String protocol, List<Integer> ports, List<String> to) {}

        public record Ingress(
                String comment, String protocol, List<Integer> ports, List<String> to, List<String> from) {}
    }

    /** The network whose VRF the leaf ports of a machine join, if it has one. */
    public Optional<MachineNetwork> privateNetwork() {
        return networks.stream().filter(MachineNetwork::isPrivate).findFirst();
    }

    /** The same allocation with other notes of its user. */
    public Allocation withNotes(String newDescription, List<String> newSshPublicKeys) {
        return with(draft -> {
            draft.description = newDescription;
            draft.sshPublicKeys = newSshPublicKeys;
        });
    }

    /** The same allocation with another image. */
    public Allocation withImage(String newImageId) {
        return with(draft -> draft.imageId = newImageId);
    }

    public Allocation withLayout(FilesystemLayout newLayout) {
        return with(draft -> draft.layout = Optional.of(newLayout));
    }

    public Allocation withReinstall(boolean wanted) {
        return with(draft -> draft.reinstall = wanted);
    }

    /** The same allocation as its installer reported it; a reinstallation is over with that. */
    public Allocation installed(String newConsolePassword, BootInfo newBootInfo) {
        return with(draft -> {
            draft.reinstall = false;
            draft.consolePassword = newConsolePassword;
            draft.bootInfo = Optional.of(newBootInfo);
        });
    }

    public Allocation withVpnConnected(boolean connected) {
        return with(draft -> draft.vpn = vpn.map(each -> new Vpn(each.address(), each.authKey(), connected)));
    }

    private Allocation with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.allocation();
    }

    /** The next value of an allocation while it is being put together. */
    private static final class Draft {
        private final Allocation old;
        private String description;
        private String imageId;
        private Optional<FilesystemLayout> layout;
        private List<String> sshPublicKeys;
        private boolean reinstall;
        private String consolePassword;
        private Optional<BootInfo> bootInfo;
        private Optional<Vpn> vpn;

        Draft(Allocation old) {
            this.old = old;
            this.description = old.description;
            this.imageId = old.imageId;
            this.layout = old.layout;
            this.sshPublicKeys = old.sshPublicKeys;
            this.reinstall = old.reinstall;
            this.consolePassword = old.consolePassword;
            this.bootInfo = old.bootInfo;
            this.vpn = old.vpn;
        }

        Allocation allocation() {
            return new Allocation(
                    old.id,
                    old.name,
                    description,
                    old.creator,
                    old.created,
                    old.projectId,
                    imageId,
                    layout,
                    old.networks,
                    old.hostname,
                    old.userData,
                    sshPublicKeys,
                    old.role,
                    old.succeeded,
                    reinstall,
                    consolePassword,
                    bootInfo,
                    old.firewallRules,
                    old.dnsServers,
                    old.ntpServers,
                    old.placementTags,
                    vpn);
        }
    }

    /** Without secrets, for logs. */
    @Override
    public String toString() {
        return "Allocation[" + id + " project=" + projectId + " hostname=" + hostname + "]";
    }
}
