package metalplant.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import metalplant.wire.common.EmptyBody;
import metalplant.wire.common.HealthResponse;
import metalplant.wire.common.HttpErrorResponse;
import metalplant.wire.common.User;
import metalplant.wire.common.Version;
import metalplant.wire.filesystem.Disk;
import metalplant.wire.filesystem.FilesystemLayout;
import metalplant.wire.filesystem.FilesystemLayoutConstraints;
import metalplant.wire.firmware.BoardRevisions;
import metalplant.wire.firmware.FirmwaresResponse;
import metalplant.wire.firmware.VendorRevisions;
import metalplant.wire.image.ImageResponse;
import metalplant.wire.machine.FirewallRules;
import metalplant.wire.machine.MachineAllocation;
import metalplant.wire.machine.MachineFru;
import metalplant.wire.machine.MachineIPMI;
import metalplant.wire.machine.MachineIPMIResponse;
import metalplant.wire.machine.MachineIpmiReportResponse;
import metalplant.wire.network.NetworkConsumption;
import metalplant.wire.network.NetworkResponse;
import metalplant.wire.network.NetworkUsage;
import metalplant.wire.partition.ServerCapacity;
import metalplant.wire.project.Meta;
import metalplant.wire.project.Project;
import metalplant.wire.project.Quota;
import metalplant.wire.project.QuotaSet;
import metalplant.wire.size.SizeConstraint;
import metalplant.wire.size.SizeReservationResponse;
import metalplant.wire.switches.BGPFilter;
import metalplant.wire.switches.SwitchBGPPortState;
import metalplant.wire.switches.SwitchNic;
import metalplant.wire.switches.SwitchResponse;
import org.junit.jupiter.api.Test;

class GoldenAnswersTest {
    @Test
    void anErrorIsAJsonStringThatHoldsJson() {
        var body = HttpErrorResponse.body(404, "NotFound no machine with id \"x\" found");

        assertThat(new String(body, StandardCharsets.UTF_8))
                .isEqualTo("\"{\\\"statuscode\\\":404,\\\"message\\\":\\\"NotFound no machine with id \\\\\\\"x\\\\\\\""
                        + " found\\\"}\"");
    }

    @Test
    void anErrorReadsBackThroughBothEncodings() throws Exception {
        var error = new HttpErrorResponse(409, "Conflict \u00fc \n \u2028 \"quoted\"");
        var body = HttpErrorResponse.body(error.statusCode(), error.message());

        var inner = WireJson.mapper().readValue(body, String.class);

        assertThat(WireJson.mapper().readValue(inner, HttpErrorResponse.class)).isEqualTo(error);
    }

    @Test
    void anErrorAboutMalformedTextIsStillSent() {
        var body = HttpErrorResponse.body(400, "half \ud800 pair");

        assertThat(new String(body, StandardCharsets.UTF_8)).contains("half ? pair");
    }

    @Test
    void theRefusalOfAnotherTenantIsOnlyItsText() {
        assertThat(HttpErrorResponse.tenantBody("no"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("\"no\"");
    }

    @Test
    void anEmptyBodyIsAnObject() {
        assertWritten(new EmptyBody(), "{}");
    }

    @Test
    void healthWithoutServicesLeavesThemOut() {
        assertWritten(new HealthResponse("", null, "healthy"), "{'message':'','status':'healthy'}");
        assertWritten(
                new HealthResponse("", Map.of("db", new HealthResponse("", null, "healthy")), "healthy"),
                "{'message':'','services':{'db':{'message':'','status':'healthy'}},'status':'healthy'}");
    }

    @Test
    void aMissingReleaseIsNull() {
        assertWritten(
                new Version("d", "g", "v0.0.1", "metal-api", null, "r", "v1"),
                "{'builddate':'d','gitsha1':'g','min_client_version':'v0.0.1','name':'metal-api',"
                        + "'release_version':null,'revision':'r','version':'v1'}");
    }

    @Test
    void aUserHasCapitalisedKeys() {
        assertWritten(
                new User("e", List.of(), "", "n", "", "t"),
                "{'EMail':'e','Groups':[],'Issuer':'','Name':'n','Subject':'','Tenant':'t'}");
    }

    @Test
    void aPartitionLeavesOutServersButNotLabels() {
        assertWritten(
                Samples.partition(),
                "{'id':'p1','name':'','description':'','created':'2026-01-02T03:04:05Z','changed':'2026-01-02T03:04:05Z',"
                        + "'bootconfig':{'commandline':'console=tty0','imageurl':'http://img','kernelurl':'http://kernel'},"
                        + "'labels':{},'mgmtserviceaddress':''}");
    }

    @Test
    void capacityLeavesOutEveryZero() {
        assertWritten(
                new ServerCapacity(0, 0, 1, List.of("m1"), 0, 0, List.of(), 0, 0, 0, "c1", 1, 0, 0, 0),
                "{'faulty':1,'faultymachines':['m1'],'size':'c1','total':1}");
    }

    @Test
    void aConstraintLeavesOutZeroAndEmpty() {
        assertWritten(new SizeConstraint("", 4, 0, "cores"), "{'max':4,'type':'cores'}");
    }

    @Test
    void aReservationWithoutLabelsLeavesThemOut() {
        assertWritten(
                new SizeReservationResponse(
                        "r", "", "", WireTime.ZERO, WireTime.ZERO, 1, Map.of(), List.of("p"), "pr", "s"),
                "{'id':'r','name':'','description':'','created':'0001-01-01T00:00:00Z','changed':'0001-01-01T00:00:00Z',"
                        + "'amount':1,'partitionids':['p'],'projectid':'pr','sizeid':'s'}");
    }

    @Test
    void anImageNobodyUsesSaysNull() {
        assertWritten(
                new ImageResponse(
                        "i",
                        "",
                        "",
                        Samples.THEN,
                        Samples.THEN,
                        "preview",
                        Samples.THEN,
                        List.of("machine"),
                        "u",
                        null),
                "{'id':'i','name':'','description':'','created':'2026-01-02T03:04:05Z','changed':'2026-01-02T03:04:05Z',"
                        + "'classification':'preview','expirationDate':'2026-01-02T03:04:05Z','features':['machine'],"
                        + "'url':'u','usedby':null}");
    }

    @Test
    void aLayoutSaysNullForEmptyLists() {
        assertWritten(
                new FilesystemLayout(
                        "l",
                        "",
                        "",
                        new FilesystemLayoutConstraints(null, List.of()),
                        List.of(new Disk("/dev/sda", List.of(), true)),
                        List.of(),
                        null,
                        List.of(),
                        List.of()),
                "{'id':'l','name':'','description':'','constraints':{'images':null,'sizes':[]},"
                        + "'disks':[{'device':'/dev/sda','partitions':null,'wipeonreinstall':true}],"
                        + "'filesystems':null,'logicalvolumes':null,'raid':null,'volumegroups':null}");
    }

    @Test
    void aNetworkKeepsItsNulls() {
        assertWritten(
                new NetworkResponse(
                        "n",
                        "",
                        "",
                        Samples.THEN,
                        Samples.THEN,
                        List.of(),
                        new NetworkConsumption(new NetworkUsage(1, 2, 3, 4), null),
                        null,
                        List.of(),
                        Map.of(),
                        false,
                        "none",
                        "child",
                        null,
                        "",
                        List.of(),
                        false,
                        "",
                        false,
                        false,
                        NetworkUsage.NONE,
                        0,
                        null),
                "{'id':'n','name':'','description':'','created':'2026-01-02T03:04:05Z','changed':'2026-01-02T03:04:05Z',"
                        + "'consumption':{'ipv4':{'available_ips':1,'available_prefixes':2,'used_ips':3,'used_prefixes':4},"
                        + "'ipv6':null},'defaultchildprefixlength':null,'destinationprefixes':[],'labels':{},'nat':false,"
                        + "'nattype':'none','networktype':'child','parentnetworkid':null,'partitionid':'','prefixes':[],"
                        + "'privatesuper':false,'projectid':'','shared':false,'underlay':false,"
                        + "'usage':{'available_ips':0,'available_prefixes':0,'used_ips':0,'used_prefixes':0},"
                        + "'vrf':0,'vrfshared':null}");
    }

    @Test
    void aFreeMachineSaysNullForWhatItHasNotAndLeavesOutProcessors() {
        assertWritten(Samples.freeMachine(), "{" + FREE_MACHINE + "}");
    }

    @Test
    void anAllocationLeavesOutWhatIsEmptyAndSaysNullForTheRest() {
        assertWritten(
                Samples.bareAllocation(),
                "{'name':'web','created':'2026-01-02T03:04:05Z','allocationuuid':'a1','boot_info':null,"
                        + "'creator':'me@example.test','filesystemlayout':null,'hostname':'web','image':null,"
                        + "'networks':null,'project':'p1','reinstall':false,'role':'machine','ssh_pub_keys':null,"
                        + "'succeeded':false,'vpn':null}");
    }

    @Test
    void aFirewallWithoutAnyRuleStillSaysThatItHasRules() {
        var bare = Samples.bareAllocation();
        var firewall = new MachineAllocation(
                bare.name(),
                bare.created(),
                bare.allocationUuid(),
                null,
                bare.creator(),
                null,
                List.of(),
                null,
                new FirewallRules(List.of(), null),
                bare.hostname(),
                null,
                null,
                List.of(),
                bare.project(),
                false,
                "firewall",
                null,
                false,
                null,
                null);

        assertThat(WireJson.text(firewall)).contains("\"firewall_rules\":{}");
    }

    @Test
    void theControllerStandsBesideTheFieldsOfItsMachine() {
        var ipmi = new MachineIPMI(
                "10.0.0.1:623",
                "",
                new MachineFru("", "", "", "", "", "", "", ""),
                "lanplus",
                WireTime.ZERO,
                "",
                "pw",
                null,
                "ON",
                null,
                "root");

        assertWritten(
                new MachineIPMIResponse(Samples.freeMachine(), ipmi),
                "{" + FREE_MACHINE
                        + ",'ipmi':{'address':'10.0.0.1:623','bmcversion':'','fru':{'board_mfg':'','board_mfg_serial':'',"
                        + "'board_part_number':'','chassis_part_number':'','chassis_part_serial':'',"
                        + "'product_manufacturer':'','product_part_number':'','product_serial':''},"
                        + "'interface':'lanplus','last_updated':'0001-01-01T00:00:00Z','mac':'','password':'pw',"
                        + "'powermetric':null,'powerstate':'ON','powersupplies':null,'user':'root'}}");
    }

    @Test
    void secretsStayOutOfLogs() {
        var ipmi = new MachineIPMI(
                "a",
                "",
                new MachineFru("", "", "", "", "", "", "", ""),
                "",
                WireTime.ZERO,
                "",
                "hunter2",
                null,
                "",
                null,
                "");

        assertThat(new MachineIPMIResponse(Samples.freeMachine(), ipmi).toString())
                .doesNotContain("hunter2");
    }

    @Test
    void aReportThatChangedNothingAnswersEmptyLists() {
        assertWritten(new MachineIpmiReportResponse(List.of(), List.of()), "{'created':[],'updated':[]}");
    }

    @Test
    void aPortKeepsItsNullsAndItsCapitalisedState() {
        assertWritten(
                new SwitchNic("UP", null, null, null, "Ethernet0", "aa", "swp1", ""),
                "{'actual':'UP','bgp_port_state':null,'filter':null,'identifier':'Ethernet0','mac':'aa','name':'swp1','vrf':''}");
        assertWritten(
                new SwitchNic(
                        "UP",
                        "DOWN",
                        new SwitchBGPPortState(1, "Established", 2, "n", "g", 3, "v"),
                        new BGPFilter(null, List.of("1")),
                        "Ethernet0",
                        "aa",
                        "swp1",
                        "default"),
                "{'actual':'UP','admin_status':'DOWN','bgp_port_state':{'AcceptedPrefixCounter':1,"
                        + "'BgpState':'Established','BgpTimerUpEstablished':2,'Neighbor':'n','PeerGroup':'g',"
                        + "'SentPrefixCounter':3,'VrfName':'v'},'filter':{'cidrs':null,'vnis':['1']},"
                        + "'identifier':'Ethernet0','mac':'aa','name':'swp1','vrf':'default'}");
    }

    @Test
    void aSwitchThatNeverSyncedSaysNull() {
        var json = WireJson.text(new SwitchResponse(
                "s",
                "",
                "",
                Samples.THEN,
                Samples.THEN,
                List.of(),
                "",
                null,
                null,
                "",
                "",
                "",
                List.of(),
                null,
                Samples.partition(),
                "r"));

        assertThat(json)
                .contains("\"connections\":[]", "\"last_sync\":null", "\"last_sync_error\":null", "\"os\":null");
    }

    @Test
    void aProjectLeavesOutEverythingEmptyButAUsedCountOfZero() {
        var meta = new Meta(Map.of(), "v1", Samples.THEN, "id", "Project", List.of(), null, 0);

        assertWritten(
                new Project("web", "", meta, new QuotaSet(null, null, new Quota(null, 0), null), null),
                "{'name':'web','meta':{'apiversion':'v1','created_time':'2026-01-02T03:04:05Z','id':'id','kind':'Project'},"
                        + "'quotas':{'machine':{'used':0}}}");
    }

    @Test
    void firmwareNestsUnderCapitalisedKeys() {
        var boards = new BoardRevisions(Map.of("X11", List.of("1.0")));
        var vendors = new VendorRevisions(Map.of("acme", boards));

        assertWritten(
                new FirmwaresResponse(Map.of("bios", vendors)),
                "{'revisions':{'bios':{'VendorRevisions':{'acme':{'BoardRevisions':{'X11':['1.0']}}}}}}");
    }

    @Test
    void aWholeAnswerIsNullOnlyWhereTheContractSaysSo() {
        assertThat(WireJson.text(List.of())).isEqualTo("[]");
        assertThat(Absent.whenEmpty(List.of())).isNull();
        assertThat(Absent.whenEmpty(List.of("x"))).containsExactly("x");
    }

    @Test
    void labelsKeepTheirOrder() {
        var labels = new LinkedHashMap<String, String>();
        labels.put("z", "1");
        labels.put("a", "2");

        assertThat(WireJson.text(labels)).isEqualTo("{\"z\":\"1\",\"a\":\"2\"}");
    }

    private static final String FREE_MACHINE =
            "'id':'m1','name':'','description':'','created':'2026-01-02T03:04:05Z','changed':'2026-01-02T03:04:05Z',"
                    + "'allocation':null,'bios':{'date':'','vendor':'','version':''},"
                    + "'events':{'crash_loop':false,'failed_machine_reclaim':false,'last_event_time':null,'log':[]},"
                    + "'hardware':{'cpu_cores':0,'disks':[],'memory':1024,'nics':[{'identifier':'e0','mac':'cc:dd',"
                    + "'name':'eth0','neighbors':[{'identifier':'swp1','mac':'aa:bb','name':'swp1','neighbors':[]}]}]},"
                    + "'ledstate':{'description':'','value':''},'liveliness':'Alive','partition':null,'rackid':'',"
                    + "'size':null,'state':{'description':'','metal_hammer_version':'v1','value':''},'tags':[]";

    private static void assertWritten(Object value, String golden) {
        assertThat(WireJson.text(value)).isEqualTo(golden.replace('\'', '"'));
    }
}
