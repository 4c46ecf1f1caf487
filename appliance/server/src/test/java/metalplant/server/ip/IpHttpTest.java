package metalplant.server.ip;

import static org.assertj.core.api.Assertions.assertThat;

import metalplant.core.store.InMemoryStore;
import metalplant.server.http.TestDoor;
import metalplant.server.network.NetworkHttp;
import metalplant.testkit.ip.Ipam;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpHttpTest {
    private static final String PATH = "/v1/ip";

    private final Ipam ipam = Ipam.on(InMemoryStore.repeating());
    private final IpHttp ips = new IpHttp(ipam.allocateIp, ipam.findIps, ipam.updateIp, ipam.freeIp);
    private final TestDoor door = new TestDoor(
            ips,
            new NetworkHttp(
                    ipam.createNetwork,
                    ipam.allocateNetwork,
                    ipam.findNetworks,
                    ipam.updateNetwork,
                    ipam.removeNetwork));

    @BeforeEach
    void anInternetOfTwoAddressesAndASuperNetwork() {
        create("'id':'internet','prefixes':['192.0.2.0/30']");
        create("'id':'six','prefixes':['2001:db8::/64']");
        create("'id':'super','prefixes':['10.0.0.0/16'],'privatesuper':true,'partitionid':'p1',"
                + "'defaultchildprefixlength':{'IPv4':24}");
    }

    private void create(String fields) {
        var reply = door.put("/v1/network", "{%s}".formatted(fields));
        assertThat(reply.status()).as(reply.message()).isEqualTo(201);
    }

    private String allocate(String fields) {
        var reply = door.post(PATH + "/allocate", "{%s}".formatted(fields));
        assertThat(reply.status()).as(reply.message()).isEqualTo(201);
        return reply.body().path("ipaddress").asText();
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(new TestDoor(ips).table()).isEqualTo("""
                GET /v1/ip listIPs VIEW
                POST /v1/ip updateIP EDIT
                POST /v1/ip/allocate allocateIP EDIT
                POST /v1/ip/allocate/{ip} allocateSpecificIP EDIT
                POST /v1/ip/find findIPs VIEW
                DELETE /v1/ip/free/{id} freeIP EDIT
                GET /v1/ip/{id} findIP VIEW""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'projectid':'blue'; 400; networkid must be given",
                "'networkid':'internet'; 400; projectid must be given",
                "'networkid':'none','projectid':'blue'; 404; no network with id",
                "'networkid':'internet','projectid':'none'; 404; no project with id",
                "'networkid':'internet','projectid':'blue','addressfamily':'IPv5'; 422; must be IPv4 or IPv6",
                "'networkid':'internet','projectid':'blue','addressfamily':'IPv6'; 400; has no IPv6 prefix",
                "'networkid':'super','projectid':'blue'; 422; allocate a child network first",
                "'networkid':'internet','projectid':'blue','tags':'x'; 400; ''",
                "'networkid':['internet'],'projectid':'blue'; 400; ''"
            })
    void anAddressThatCannotBeGivenSaysWhy(String fields, int status, String message) {
        var reply = door.post(PATH + "/allocate", "{%s}".formatted(fields));

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
        assertThat(door.get(PATH).body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "192.0.2.1; ''; 409; is taken already, choose another one",
                "192.0.2.0; ''; 409; is the network or broadcast address",
                "192.0.2.9; ''; 422; is in none of the prefixes",
                "2001:db8::1; ''; 422; is in none of the prefixes",
                "nonsense; ''; 422; is no IP address",
                "192.0.2.2; ,'addressfamily':'IPv4'; 400; cannot be given together with an address"
            })
    void anAddressAskedForThatCannotBeGivenSaysWhy(String address, String more, int status, String message) {
        assertThat(door.post(PATH + "/allocate/192.0.2.1", "{'networkid':'internet','projectid':'blue'}")
                        .status())
                .isEqualTo(201);

        var reply = door.post(
                PATH + "/allocate/" + address, "{'networkid':'internet','projectid':'blue'%s}".formatted(more));

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
        assertThat(door.get(PATH).body()).hasSize(1);
    }

    @Test
    void anExhaustedPrefixSaysWhatCanBeDone() {
        var first = allocate("'networkid':'internet','projectid':'blue'");
        allocate("'networkid':'internet','projectid':'blue'");

        var full = door.post(PATH + "/allocate", "{'networkid':'internet','projectid':'blue'}");

        assertThat(full.status()).isEqualTo(500);
        assertThat(full.message()).contains("free one or let an administrator add a prefix");
        assertThat(door.delete(PATH + "/free/" + first).status()).isEqualTo(200);
        assertThat(allocate("'networkid':'internet','projectid':'red'")).isEqualTo(first);
    }

    @Test
    void thePrivateNetworkOfAnotherProjectGivesNothing() {
        var child = door.post("/v1/network/allocate", "{'partitionid':'p1','projectid':'blue'}")
                .body()
                .path("id")
                .asText();

        var reply = door.post(PATH + "/allocate", "{'networkid':'%s','projectid':'red'}".formatted(child));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.message()).contains("belongs to another project and is not shared");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.2", "nonsense", "2001:db8::1", "192.0.2.1%2F30", "0192.0.2.1"})
    void anAddressThatNobodyHasIs404(String address) {
        assertThat(door.get(PATH + "/" + address).status()).isEqualTo(404);
        assertThat(door.delete(PATH + "/free/" + address).status()).isEqualTo(404);
        assertThat(door.post(PATH, "{'ipaddress':'%s'}".formatted(address)).status())
                .isEqualTo(404);
    }

    @Test
    void anAddressThatAMachineUsesIsNotFreed() {
        var used = allocate("'networkid':'internet','projectid':'blue','machineid':'m1'");

        var reply = door.delete(PATH + "/free/" + used);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.message()).contains("is used by machine m1, free the machine first");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'type':'ephemeral'; 400; is static and cannot become ephemeral again",
                "'tags':'x'; 400; ''",
                "'projectid':'red'; 404; no ip with id"
            })
    void aChangeThatCannotBeSaysWhy(String fields, int status, String message) {
        var address = allocate("'networkid':'six','projectid':'blue','type':'static'");

        var reply = door.post(PATH, "{'ipaddress':'%s',%s}".formatted(address, fields));

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'addressfamily':'IPv5'}; 400",
                "{'tags':7}; 400",
                "{'ipaddress':'nonsense'}; 200",
                "{'projectid':'none'}; 200"
            })
    void aSearchThatCannotBeReadIs400AndOneThatFindsNothingIsEmpty(String filter, int status) {
        assertThat(door.post(PATH + "/find", filter).status()).isEqualTo(status);
    }
}
