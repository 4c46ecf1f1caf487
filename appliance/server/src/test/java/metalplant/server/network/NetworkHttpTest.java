package metalplant.server.network;

import static org.assertj.core.api.Assertions.assertThat;

import metalplant.core.store.InMemoryStore;
import metalplant.server.http.TestDoor;
import metalplant.server.ip.IpHttp;
import metalplant.testkit.ip.Ipam;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkHttpTest {
    private static final String PATH = "/v1/network";

    private final Ipam ipam = Ipam.on(InMemoryStore.repeating());
    private final NetworkHttp networks = new NetworkHttp(
            ipam.createNetwork, ipam.allocateNetwork, ipam.findNetworks, ipam.updateNetwork, ipam.removeNetwork);
    private final TestDoor door =
            new TestDoor(networks, new IpHttp(ipam.allocateIp, ipam.findIps, ipam.updateIp, ipam.freeIp));

    @BeforeEach
    void aSuperNetworkForTwoChildrenAndTheInternet() {
        create("'id':'super','prefixes':['10.0.0.0/23'],'privatesuper':true,'partitionid':'p1',"
                + "'defaultchildprefixlength':{'IPv4':24}");
        create("'id':'internet','prefixes':['192.0.2.0/24']");
    }

    private void create(String fields) {
        var reply = door.put(PATH, "{%s}".formatted(fields));
        assertThat(reply.status()).as(reply.message()).isEqualTo(201);
    }

    /** A child of the super network; answers its id. */
    private String child(String project) {
        var reply = door.post(PATH + "/allocate", "{'partitionid':'p1','projectid':'%s'}".formatted(project));
        assertThat(reply.status()).as(reply.message()).isEqualTo(201);
        return reply.body().path("id").asText();
    }

    @Test
    void everyOperationHasItsRole() {
        assertThat(new TestDoor(networks).table()).isEqualTo("""
                GET /v1/network listNetworks VIEW
                POST /v1/network updateNetwork ADMIN
                PUT /v1/network createNetwork ADMIN
                POST /v1/network/allocate allocateNetwork EDIT
                POST /v1/network/find findNetworks VIEW
                DELETE /v1/network/free/{id} freeNetwork EDIT
                POST /v1/network/free/{id} freeNetworkDeprecated EDIT
                DELETE /v1/network/{id} deleteNetwork ADMIN
                GET /v1/network/{id} findNetwork VIEW""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'id':'x'; 400; a network needs at least one prefix",
                "'id':'x','prefixes':null; 400; a network needs at least one prefix",
                "'id':'x','prefixes':'10.9.0.0/24'; 400; ''",
                "'id':'x','prefixes':['10.9.0.0/33']; 400; 10.9.0.0/33",
                "'id':'x','prefixes':['nonsense']; 400; nonsense",
                "'id':'x','prefixes':['10.9.0.0/24'],'vrf':'seven'; 400; ''",
                "'id':'x','prefixes':['10.9.0.0/24'],'vrf':-1; 400; vrf",
                "'id':'x','prefixes':['10.9.0.0/24'],'vrf':131073; 422; 131073",
                "'id':'x','prefixes':['10.9.0.0/24'],'destinationprefixes':['::/0']; 400; has no IPv6 prefix beside it",
                "'id':'x','prefixes':['10.9.0.0/24'],'defaultchildprefixlength':{'IPv4':26}; 400; only a private super network",
                "'id':'x','prefixes':['10.9.0.0/24'],'additionalAnnouncableCIDRs':['10.0.0.0/8']; 400; only a private super network",
                "'id':'x','prefixes':['10.9.0.0/24'],'projectid':'none'; 404; no project with id",
                "'id':'x','prefixes':['10.9.0.0/24'],'partitionid':'none'; 404; no partition with id",
                "'id':'super','prefixes':['10.9.0.0/24']; 409; already exists",
                "'id':'x','prefixes':['10.0.1.0/24']; 422; prefix 10.0.1.0/24 overlaps prefix 10.0.0.0/23 of network",
                "'id':'x','prefixes':['10.9.0.0/24','10.9.0.128/25']; 422; overlaps",
                "'id':'x','prefixes':['10.0.0.0/8']; 422; overlaps prefix 10.0.0.0/23 of network",
                "'id':'x','prefixes':['10.9.0.0/24'],'privatesuper':true,'partitionid':'p1'; 400; needs a default child prefix length",
                "'id':'x','prefixes':['10.9.0.0/24'],'privatesuper':true,'partitionid':'p1','defaultchildprefixlength':{'IPv4':26}; 400; has a private super network already",
                "'id':'x','prefixes':['10.9.0.0/24'],'privatesuper':true,'underlay':true; 400; cannot be both",
                "'id':'x','prefixes':['10.9.0.0/24'],'underlay':true,'nat':true; 400; cannot have nat"
            })
    void aNetworkThatCannotBeMadeSaysWhy(String fields, int status, String message) {
        var reply = door.put(PATH, "{%s}".formatted(fields));

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
        assertThat(door.get(PATH + "/x").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'projectid':'blue'; 400; partitionid must be given",
                "'partitionid':'p1'; 400; projectid must be given",
                "'partitionid':'none','projectid':'blue'; 404; no partition with id",
                "'partitionid':'p1','projectid':'none'; 404; no project with id",
                "'partitionid':'p1','projectid':'blue','destinationprefixes':['nonsense']; 400; nonsense",
                "'partitionid':'p1','projectid':'blue','addressfamily':'IPv6'; 400; address family must be one",
                "'partitionid':'p1','projectid':'blue','addressfamily':'IPv5'; 400; address family",
                "'partitionid':'p1','projectid':'blue','length':{'IPv4':300}; 400; length",
                "'partitionid':'p1','projectid':'blue','length':[]; 400; ''",
                "'partitionid':'p1','projectid':'blue','length':{'IPv4':22}; 422; ''"
            })
    void aChildThatCannotBeCutSaysWhy(String fields, int status, String message) {
        var reply = door.post(PATH + "/allocate", "{%s}".formatted(fields));

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
        assertThat(door.post(PATH + "/find", "{'parentnetworkid':'super'}").body())
                .isEmpty();
    }

    @Test
    void aPartitionWithoutASuperNetworkIs404() {
        ipam.store.run("other", tx -> tx.partitions().insert(ipam.partition("p2")));

        var reply = door.post(PATH + "/allocate", "{'partitionid':'p2','projectid':'blue'}");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.message()).contains("no private super network of partition \"p2\"");
    }

    @Test
    void anExhaustedSuperNetworkSaysWhatCanBeDone() {
        child("blue");
        var second = child("blue");

        var full = door.post(PATH + "/allocate", "{'partitionid':'p1','projectid':'blue'}");

        assertThat(full.status()).isEqualTo(422);
        assertThat(full.message())
                .contains("free a network, ask for a smaller one, or let an administrator add a prefix");
        assertThat(door.delete(PATH + "/free/" + second).status()).isEqualTo(200);
        child("red");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'id':'none'; 404; no network with id",
                "'name':'x'; 404; no network with id",
                "'id':'internet','prefixes':['nonsense']; 400; nonsense",
                "'id':'internet','labels':[]; 400; ''",
                "'id':'internet','prefixes':['192.0.2.0/24','10.0.1.0/24']; 422; overlaps",
                "'id':'internet','defaultchildprefixlength':{'IPv4':26}; 400; only a private super network",
                "'id':'internet','additionalAnnouncableCIDRs':['10.0.0.0/8']; 400; only a private super network",
                "'id':'super','defaultchildprefixlength':{'IPv6':64}; 422; has no IPv6 prefix"
            })
    void aChangeThatCannotBeSaysWhy(String fields, int status, String message) {
        var before = door.get(PATH + "/internet").body();

        var reply = door.post(PATH, "{%s}".formatted(fields));

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
        assertThat(door.get(PATH + "/internet").body()).isEqualTo(before);
    }

    @Test
    void aPrefixWithAddressesInUseIsNotTakenAway() {
        var taken = door.post("/v1/ip/allocate", "{'networkid':'internet','projectid':'blue'}");
        assertThat(taken.status()).isEqualTo(201);

        var replaced = door.post(PATH, "{'id':'internet','prefixes':['198.51.100.0/24']}");
        var deleted = door.delete(PATH + "/internet");

        assertThat(replaced.status()).isEqualTo(422);
        assertThat(deleted.status()).isEqualTo(422);
        assertThat(deleted.message()).contains("still has addresses in use, free them first");
    }

    @Test
    void whatIsNotThereOrInUseIsNotRemoved() {
        var child = child("blue");

        assertThat(door.delete(PATH + "/none").status()).isEqualTo(404);
        assertThat(door.delete(PATH + "/free/none").status()).isEqualTo(404);
        assertThat(door.post(PATH + "/free/none", "").status()).isEqualTo(404);
        assertThat(door.get(PATH + "/none").status()).isEqualTo(404);
        assertThat(door.delete(PATH + "/free/internet").message()).contains("delete it instead");
        assertThat(door.delete(PATH + "/super").message()).contains("still has child networks, free them first");
        assertThat(door.get(PATH + "/" + child).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"{'addressfamily':'IPv5'}; 400", "{'vrf':'x'}; 400", "{'prefixes':{}}; 400", "{'id':'none'}; 200"})
    void aSearchThatCannotBeReadIs400AndOneThatFindsNothingIsEmpty(String filter, int status) {
        assertThat(door.post(PATH + "/find", filter).status()).isEqualTo(status);
    }
}
