package metalplant.server.vpn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import metalplant.core.bus.BmcSuperUser;
import metalplant.core.bus.Outbox;
import metalplant.core.machine.AllocateMachine;
import metalplant.core.store.InMemoryStore;
import metalplant.core.vpn.FollowVpn;
import metalplant.core.vpn.InMemoryVpnServer;
import metalplant.core.vpn.Vpn;
import metalplant.core.vpn.VpnServer;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Role;
import metalplant.server.http.TestDoor;
import metalplant.testkit.life.TestPlant;
import metalplant.testkit.machine.TestMachines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VpnHttpTest {
    private static final int REASON_LENGTH_MIN = 5;
    private static final String PATH = "/v1/vpn/authkey";
    private static final String ASKED = "{'pid':'%s','reason':'incident 7'%s}";

    private final TestPlant plant = TestPlant.on(new InMemoryStore());
    private final InMemoryVpnServer server = new InMemoryVpnServer();
    private final Vpn vpn = new Vpn(Optional.of(server), plant.world, REASON_LENGTH_MIN);
    private final TestDoor door = new TestDoor(new VpnHttp(vpn));
    private final AllocateMachine allocate = new AllocateMachine(
            plant.store,
            plant.world,
            plant.addresses,
            plant.asns,
            new Outbox(plant.world, BmcSuperUser.NONE),
            plant.publisher,
            plant.signalled::add,
            vpn);
    private final FollowVpn follow = new FollowVpn(plant.store, plant.world, server);

    private Allocation.Vpn allocateFirewall() {
        var networks = List.of(plant.privateNetwork(), TestPlant.INTERNET);
        plant.waiting(1);
        allocate.run(TestPlant.wants(Role.FIREWALL, Optional.of(TestMachines.id(1)), networks, List.of()));
        return stored();
    }

    private Allocation.Vpn stored() {
        return plant.machine(1).allocation().flatMap(Allocation::vpn).orElseThrow();
    }

    private VpnServer.Node node(String project, boolean online, Instant joined) {
        var node = new VpnServer.Node("7", TestMachines.id(1), project, online, joined);
        server.join(node);
        return node;
    }

    @Test
    void aProjectWithAFirewallGetsKeysThatOpenForAnHour() {
        allocateFirewall();

        var reply = door.post(PATH, ASKED.formatted(TestPlant.PROJECT, ""));
        var short_ = door.post(PATH, ASKED.formatted(TestPlant.PROJECT, ",'ephemeral':true,'expiration':60000000000"));

        assertThat(reply.status()).as(reply.message()).isEqualTo(200);
        assertThat(reply.body().get("address").asText()).isEqualTo("https://vpn.invalid");
        assertThat(reply.body().get("auth_key").asText())
                .isEqualTo("key-2-%s-%s-false"
                        .formatted(TestPlant.PROJECT, plant.world.now().plusSeconds(3600)));
        assertThat(short_.body().get("auth_key").asText())
                .isEqualTo("key-3-%s-%s-true"
                        .formatted(TestPlant.PROJECT, plant.world.now().plusSeconds(60)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'pid':'p','reason':'why'}; 400; at least 5 characters",
                "{'pid':'p','reason':'a reason'}; 404; vpn user of project",
                "{'reason':'a reason'}; 404; vpn user of project",
                "{'pid':'p','reason':'a reason','expiration':-1}; 400; up to 90 days",
                "{'pid':'p','reason':'a reason','expiration':9223372036854775807}; 400; up to 90 days"
            })
    void whoMayNotHaveAKeyIsToldWhy(String body, int status, String message) {
        var reply = door.post(PATH, body);

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
    }

    @Test
    void withoutAServerThereIsNone() {
        var bare = new TestDoor(new VpnHttp(Vpn.none(plant.world)));

        var reply = bare.post(PATH, ASKED.formatted(TestPlant.PROJECT, ""));

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.message()).contains("vpn.headscale");
    }

    @Test
    void aFirewallIsGivenAKeyForTwoHoursAndAMachineNone() {
        var given = allocateFirewall();
        plant.waiting(2, "rack-9");
        var machine = allocate.run(TestPlant.wants(2, plant.privateNetwork()));

        assertThat(given.authKey())
                .isEqualTo("key-1-%s-%s-false"
                        .formatted(TestPlant.PROJECT, plant.world.now().plusSeconds(7200)));
        assertThat(given.connected()).isFalse();
        assertThat(machine.allocation().flatMap(Allocation::vpn)).isEmpty();
    }

    @Test
    void whetherAFirewallIsInTheVpnIsNotedAtEachLook() {
        allocateFirewall();
        var node = node(TestPlant.PROJECT, true, plant.world.now());

        follow.run();
        assertThat(stored().connected()).isTrue();

        server.remove(node);
        follow.run();
        assertThat(stored().connected()).isFalse();
    }

    @Test
    void theNodeOfAFreedMachineOfAnotherProjectOrOfAnEarlierAllocationIsTakenOut() {
        allocateFirewall();
        node(TestPlant.PROJECT, true, plant.world.now().minusSeconds(60));
        node("another project", true, plant.world.now());
        var stranger = new VpnServer.Node("9", "laptop", TestPlant.PROJECT, true, plant.world.now());
        server.join(stranger);

        follow.run();
        assertThat(server.nodes()).containsExactly(stranger);

        node(TestPlant.PROJECT, true, plant.world.now());
        plant.free.run(TestMachines.id(1));
        follow.run();
        assertThat(server.nodes()).containsExactly(stranger);
    }
}
