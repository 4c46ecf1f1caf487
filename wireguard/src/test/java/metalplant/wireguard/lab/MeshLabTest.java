package metalplant.wireguard.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import metalplant.model.ip.IpAddress;
import metalplant.testkit.bus.Eventually;
import metalplant.wireguard.observe.Change;
import metalplant.wireguard.reconcile.MeshReconciler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real tunnels, real packet filter, real processes. Takes its time from the share of the federation tests: this class took 37 seconds on
 * two busy cores, and {@link RotationLabTest} 14.
 */
class MeshLabTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    @Test
    void twoPlantsReachEachOtherAndASecondApplyChangesNothing() throws Exception {
        try (var lab = Lab.open(folder, 2)) {
            var north = lab.plant(1);
            var south = lab.plant(2);

            // when
            lab.join();

            // then
            Eventually.until("south answers", () -> north.reaches(south));
            try (var listening = south.listen(443);
                    var connection = north.connect(south, 443);
                    var accepted = listening.accept()) {
                connection.getOutputStream().write(7);
                assertThat(accepted.getInputStream().read()).isEqualTo(7);
                assertThat(accepted.getInetAddress().getHostAddress()).endsWith(":1");
            }
            assertThat(north.apply().done()).isEmpty();
            assertThat(south.apply().done()).isEmpty();
            assertThat(north.run("ip", "link", "show", "dev", north.link(south).name()))
                    .contains("mtu 1420");
        }
    }

    @Test
    void threePlantsMeetAndOneThatIsForgottenIsGone() {
        try (var lab = Lab.open(folder, 3)) {
            var north = lab.plant(1);
            var south = lab.plant(2);
            var west = lab.plant(3);
            south.hideBehindNat();
            lab.join();
            for (var from : lab.plants()) {
                for (var to : lab.plants()) {
                    if (from != to) {
                        Eventually.until(from.id() + " reaches " + to.id(), () -> from.reaches(to));
                    }
                }
            }
            var gone = north.link(west).name();

            // when
            north.forget(west);
            var changes = north.apply().done();

            // then
            assertThat(changes).contains(new Change.RemoveLink(gone));
            assertThat(north.apply().done()).isEmpty();
            assertThat(north.reaches(south)).isTrue();
            Eventually.until("its process ended", () -> Lab.processes(gone).isEmpty());
            assertThat(north.run("ip", "-6", "route", "get", "fd77:1::1")).contains("local");
            assertThat(west.canConnect(north, 443)).isFalse();
        }
    }

    @Test
    void aPeerSpeaksForItsOwnAddressOnly() {
        try (var lab = Lab.open(folder, 2)) {
            var north = lab.plant(1);
            var south = lab.plant(2);
            lab.join();
            Eventually.until("south answers", () -> north.reaches(south));

            // when south takes the address of somebody else and opens its own side for everything
            south.run("nft", "flush", "ruleset");
            south.run("ip", "-6", "addr", "add", "fd77:1::99/128", "dev", "lo");
            var toNorth = south.link(north);
            south.run("wg", "set", toNorth.name(), "peer", toNorth.peerKey().text(), "allowed-ips", "::/0");

            // then
            assertThat(echoes(south, "fd77:1::2", north)).contains(" 0% packet loss");
            assertThat(echoes(south, "fd77:1::99", north)).contains(" 100% packet loss");

            // and when somebody widens it on our side, it does not last
            var toSouth = north.link(south);
            north.run("wg", "set", toSouth.name(), "peer", toSouth.peerKey().text(), "allowed-ips", "::/0");
            assertThat(north.apply().done()).hasSize(1).allMatch(Change.SetPeer.class::isInstance);
            assertThat(north.run("wg", "show", toSouth.name(), "allowed-ips")).endsWith("\tfd77:1::2/128\n");
        }
    }

    private static String echoes(LabPlant from, String source, LabPlant to) {
        // ping ends with 1 if nothing came back, and that is an answer too
        return from.run("sh", "-c", "ping -6 -n -q -c 2 -i 0.2 -W 1 -I %s %s || true".formatted(source, to.service()));
    }

    @Test
    void onlyTheNamedPortsCrossAndNothingGoesAroundTheTunnel() throws Exception {
        try (var lab = Lab.open(folder, 2)) {
            var north = lab.plant(1);
            var south = lab.plant(2);
            lab.join();
            Eventually.until("north answers", () -> south.reaches(north));
            var open = List.of(443, 5222, LabPlant.LEDGER);
            var closed = List.of(22, 80, 4150, 4151, 4160, 4161, 5432, 8080, 26257, 50051);
            var sockets = new java.util.ArrayList<java.net.ServerSocket>();
            try {
                for (int port : open) {
                    sockets.add(north.listen(port));
                }
                for (int port : closed) {
                    sockets.add(north.listen(port));
                }

                // when south follows the rules, its own side refuses
                assertThat(south.canConnect(north, 4150)).isFalse();

                // and when it does not
                south.run("nft", "flush", "ruleset");

                // then
                assertThat(open).allMatch(port -> south.canConnect(north, port));
                assertThat(closed.parallelStream()
                                .filter(port -> south.canConnect(north, port))
                                .toList())
                        .isEmpty();

                // and when it sends to the same address outside of the tunnel
                south.run("ip", "-6", "route", "replace", "fd77:1::1/128", "via", "2001:db8:77::1", "metric", "1");
                assertThat(south.canConnect(north, 443)).isFalse();
            } finally {
                for (var socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void packetsToAMemberWithoutATunnelNeverLeaveTheMachine() {
        try (var lab = Lab.open(folder, 2)) {
            var north = lab.plant(1);
            lab.join();
            north.run("ip", "-6", "route", "add", "default", "via", "2001:db8:77::2", "dev", "wan");

            assertThat(north.run("sh", "-c", "ip -6 route get fd77:1::55 2>&1 || true"))
                    .contains("No route to host");
        }
    }

    @Test
    void aPeerThatMovedIsFollowed() {
        try (var lab = Lab.open(folder, 2)) {
            var north = lab.plant(1);
            var south = lab.plant(2);
            lab.join();
            Eventually.until("south answers", () -> north.reaches(south));
            var elsewhere = IpAddress.parse("10.77.0.22");

            // when it moves by itself, as behind a router that changes its mind
            south.removeWanAddress(south.wanAddress());
            south.addWanAddress(elsewhere);
            Eventually.until("north answers", () -> south.reaches(north));

            // then WireGuard knows better than our plan
            assertThat(north.apply().done()).isEmpty();
            assertThat(north.reaches(south)).isTrue();

            // and when it moves on and says so
            var third = IpAddress.parse("10.77.0.33");
            south.removeWanAddress(elsewhere);
            south.addWanAddress(third);
            north.know(south, List.of(third));
            assertThat(north.apply().done()).hasSize(1);
            Eventually.until("south answers", () -> north.reaches(south));
        }
    }

    @Test
    void aPeerThatIsSilentIsLookedForAtItsNextEndpoint() {
        try (var lab = Lab.open(folder, 2)) {
            var north = lab.plant(1);
            var south = lab.plant(2);
            lab.join();
            var elsewhere = IpAddress.parse("10.77.0.22");
            north.know(south, List.of(elsewhere, south.wanAddress()));
            south.forget(north);
            south.apply();
            south.hideBehindNat();
            north.round(Duration.ZERO);

            // when
            north.round(MeshReconciler.MOVE_AFTER);
            north.round(SOON);
            south.know(north, List.of(north.wanAddress()));
            south.apply();

            // then
            assertThat(north.run("wg", "show", north.link(south).name(), "endpoints"))
                    .contains(south.wanAddress().toString());
            Eventually.until("south answers", () -> north.reaches(south));
        }
    }

    @Test
    void aKilledTunnelIsBuiltAgainAndALostPeerIsMadeAnew() {
        try (var lab = Lab.open(folder, 2)) {
            var north = lab.plant(1);
            var south = lab.plant(2);
            lab.join();
            Eventually.until("south answers", () -> north.reaches(south));
            assertThat(north.round(SOON).changes()).isEmpty();
            var link = south.link(north).name();

            // when its tunnel dies
            Lab.end(south, link);

            // then north sees it, and forgets the peer after ten minutes
            var early = north.round(SOON);
            assertThat(early.renewed()).isEmpty();
            assertThat(early.links())
                    .allMatch(health -> health.probe().orElseThrow().loss() == 1);
            assertThat(north.round(MeshReconciler.RENEW_AFTER).renewed()).containsExactly(south.id());
            assertThat(north.run("wg", "show", north.link(south).name(), "latest-handshakes"))
                    .endsWith("\t0\n");

            // and when south looks again, the tunnel is there
            assertThat(south.round(SOON).changes()).contains(new Change.MakeLink(link));
            Eventually.until("both speak again", () -> south.reaches(north));
            var healed = north.round(SOON);
            assertThat(healed.renewed()).isEmpty();
            assertThat(healed.links())
                    .allMatch(health -> health.isUp()
                            && health.probe().orElseThrow().loss() == 0
                            && health.probe().orElseThrow().roundTrip().isPresent());
        }
    }

    @Test
    @Tag(Lab.IN_A_PROCESS)
    void aTunnelThatHangsIsBuiltAgain() {
        try (var lab = Lab.open(folder, 2)) {
            var north = lab.plant(1);
            var south = lab.plant(2);
            lab.join();
            var link = north.link(south).name();
            var hanging = Lab.processes(link).getFirst();
            var hasty = north.meshWithin(Duration.ofSeconds(2));

            // when
            Lab.run("kill", "-STOP", Long.toString(hanging.pid()));

            // then
            Eventually.until(
                    "it is built again",
                    () -> hasty.apply(north.plan()).failures().isEmpty()
                            && Lab.processes(link).stream().noneMatch(hanging::equals));
            Eventually.until("south answers", () -> north.reaches(south));
        }
    }

    @Test
    void aChangedPacketFilterIsPutBack() {
        try (var lab = Lab.open(folder, 2)) {
            var north = lab.plant(1);
            lab.join();

            // when
            north.run("nft", "flush", "chain", "inet", "metalplant_mesh", "from_peers");

            // then
            assertThat(north.apply().done()).hasSize(1).allMatch(Change.ReplaceFirewall.class::isInstance);
            assertThat(north.apply().done()).isEmpty();
        }
    }

    @Test
    void leavingLeavesNothingBehind() {
        try (var lab = Lab.open(folder, 2)) {
            var north = lab.plant(1);
            lab.join();

            // when
            north.leave();

            // then
            assertThat(north.run("ip", "-o", "link")).doesNotContain("pmesh");
            assertThat(north.run("ip", "-6", "route", "show", "proto", "137")).isEmpty();
            assertThat(north.run("ip", "-6", "addr", "show", "dev", "lo")).doesNotContain("fd77:1");
            assertThat(north.run("nft", "list", "ruleset")).isEmpty();
        }
    }

    @Test
    void aLabThatFailsLeavesNothingBehind() {
        var names = new java.util.ArrayList<String>();
        try (var lab = Lab.open(folder, 2)) {
            lab.join();
            lab.plants().forEach(plant -> names.addAll(plant.everBuilt()));
            throw new IllegalStateException("as a failing test does");
        } catch (IllegalStateException e) {
            assertThat(e.getSuppressed()).isEmpty();
        }
        assertThat(names).isNotEmpty().allMatch(link -> Lab.processes(link).isEmpty());
        assertThat(Lab.namespacesBeginning("mpwg" + ProcessHandle.current().pid()))
                .isEmpty();
    }
}
