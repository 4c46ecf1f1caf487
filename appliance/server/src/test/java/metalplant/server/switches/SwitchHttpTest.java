package metalplant.server.switches;

import static org.assertj.core.api.Assertions.assertThat;

import metalplant.core.store.InMemoryStore;
import metalplant.core.switches.NotifySwitch;
import metalplant.core.switches.RegisterSwitch;
import metalplant.core.switches.Switches;
import metalplant.server.http.TestDoor;
import metalplant.testkit.ip.Ipam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwitchHttpTest {
    private static final String OS = "'os':{'vendor':'SONiC','version':'1','metal_core_version':'1'}";
    private static final String NIC = "{'name':'%s','mac':'%s','identifier':'%s','vrf':''}";

    private final Ipam ipam = Ipam.on(InMemoryStore.repeating());
    private final TestDoor door = new TestDoor(new SwitchHttp(
            new Switches(ipam.store, ipam.world),
            new RegisterSwitch(ipam.store, ipam.world),
            new NotifySwitch(ipam.store, ipam.world)));

    private static String nic(String name, String mac, String identifier) {
        return NIC.formatted(name, mac, identifier);
    }

    private static String leaf(String nics, String fields) {
        return "{'id':'leaf01','partition_id':'p1','rack_id':'r1',%s,'nics':[%s]%s}"
                .formatted(OS, nics, fields.isEmpty() ? "" : "," + fields);
    }

    @Test
    void aSwitchThatNamesOnePortTwiceIsRefusedAndNotKept() {
        var twice =
                nic("Ethernet0", "02:00:00:00:00:01", "Eth1/1") + "," + nic("Ethernet4", "02:00:00:00:00:02", "Eth1/1");

        var reply = door.post("/v1/switch/register", leaf(twice, ""));

        assertThat(reply.status()).as(reply.message()).isEqualTo(400);
        assertThat(reply.message()).contains("names two ports with the identifier \"Eth1/1\"");
        assertThat(door.get("/v1/switch/leaf01").status()).isEqualTo(404);
    }

    @Test
    void portsWithoutIdentifierAreToldApartByTheirMac() {
        var same = nic("Ethernet0", "02:00:00:00:00:01", "") + "," + nic("Ethernet4", "02:00:00:00:00:01", "");
        var different = nic("Ethernet0", "02:00:00:00:00:01", "") + "," + nic("Ethernet4", "02:00:00:00:00:02", "");

        assertThat(door.post("/v1/switch/register", leaf(same, "")).status()).isEqualTo(400);
        assertThat(door.post("/v1/switch/register", leaf(different, "")).status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'id':''; 400; must not be empty",
                "'id':7; 400; ''",
                "'partition_id':'none'; 404; no partition with id",
                "'os':{'vendor':'Other'}; 422; must be SONiC or Cumulus",
                "'os':null; 422; must be SONiC or Cumulus",
                "'nics':{}; 400; ''"
            })
    void aSwitchThatCannotBeTakenInIsToldWhy(String fields, int status, String message) {
        var reply = door.post("/v1/switch/register", leaf(nic("Ethernet0", "02:00:00:00:00:01", "Eth1/1"), fields));

        assertThat(reply.status()).as(reply.message()).isEqualTo(status);
        assertThat(reply.message()).contains(message);
    }
}
