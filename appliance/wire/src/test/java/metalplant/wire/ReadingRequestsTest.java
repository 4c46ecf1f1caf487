package metalplant.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import metalplant.wire.audit.AuditFindRequest;
import metalplant.wire.filesystem.FilesystemLayout;
import metalplant.wire.image.ImageUpdateRequest;
import metalplant.wire.ip.IPFindRequest;
import metalplant.wire.ip.IPUpdateRequest;
import metalplant.wire.machine.FirewallCreateRequest;
import metalplant.wire.machine.MachineAllocateRequest;
import metalplant.wire.machine.MachineConsolePasswordRequest;
import metalplant.wire.machine.MachineFindRequest;
import metalplant.wire.machine.MachineIPMIResponse;
import metalplant.wire.machine.MachineIpmiReports;
import metalplant.wire.machine.MachineIssuesRequest;
import metalplant.wire.machine.MachineState;
import metalplant.wire.machine.PowerMetric;
import metalplant.wire.network.NetworkCreateRequest;
import metalplant.wire.partition.PartitionUpdateRequest;
import metalplant.wire.project.Project;
import metalplant.wire.size.SizeCreateRequest;
import metalplant.wire.size.SizeReservationCreateRequest;
import metalplant.wire.size.SizeSuggestRequest;
import metalplant.wire.switches.SwitchNotifyRequest;
import metalplant.wire.switches.SwitchRegisterRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingRequestsTest {
    @Test
    void keysMatchInAnyCase() throws Exception {
        var reports = read(
                "{'PartitionID':'p','REPORTS':{'UUID-1':{'bmcip':'10.0.0.1','biosversion':'1','fru':{'Board_MFG':'x'},"
                        + "'powersupplies':[{'Status':{'Health':'OK','STATE':'Enabled'}}]}}}",
                MachineIpmiReports.class);

        assertThat(reports.partitionId()).isEqualTo("p");
        var report =
                Objects.requireNonNull(Objects.requireNonNull(reports.reports()).get("UUID-1"));
        assertThat(report.bmcIp()).isEqualTo("10.0.0.1");
        assertThat(report.biosVersion()).isEqualTo("1");
        assertThat(Objects.requireNonNull(report.fru()).boardMfg()).isEqualTo("x");
        assertThat(Objects.requireNonNull(report.powerSupplies())
                        .getFirst()
                        .status()
                        .health())
                .isEqualTo("OK");
    }

    @Test
    void keysOfMapsKeepTheirCase() throws Exception {
        var partition = read("{'labels':{'Zone':'A','zone':'b'}}", PartitionUpdateRequest.class);

        assertThat(partition.labels()).isEqualTo(Map.of("Zone", "A", "zone", "b"));
    }

    @Test
    void absentAndNullAreTheSameAndEmptyIsNot() throws Exception {
        assertThat(read("{}", PartitionUpdateRequest.class))
                .isEqualTo(read(
                        "{'id':null,'name':null,'bootconfig':null,'dns_servers':null,'labels':null}",
                        PartitionUpdateRequest.class));
        assertThat(read("{'dns_servers':[]}", PartitionUpdateRequest.class).dnsServers())
                .isEmpty();
    }

    @Test
    void unknownFieldsAreIgnored() throws Exception {
        var image = read("{'id':'i','changed':'yesterday','x':{'y':[1,2.5,{}]}}", ImageUpdateRequest.class);

        assertThat(image.id()).isEqualTo("i");
    }

    @Test
    void theLastOfTwoEqualKeysWinsOrBothAreRefused() throws Exception {
        var partial = read("{'id':'a','ID':'b'}", MachineConsolePasswordRequest.class);

        assertThat(partial).isEqualTo(new MachineConsolePasswordRequest("b", null));
        // A record is built as soon as all its fields were read; what comes later cannot change it.
        assertRefused("{'id':'a','reason':'r','ID':'b'}", MachineConsolePasswordRequest.class);
    }

    @Test
    void theRulesOfAFirewallStandBesideItsMachine() throws Exception {
        var firewall = read(
                "{'Name':'fw','imageID':'i','ssh_pub_keys':null,'networks':[{'networkid':'n','autoacquire':null}],"
                        + "'firewall_rules':{'egress':[{'ports':[443],'to':['0.0.0.0/0']}]}}",
                FirewallCreateRequest.class);

        assertThat(firewall.machine().name()).isEqualTo("fw");
        assertThat(firewall.machine().imageId()).isEqualTo("i");
        assertThat(firewall.machine().networks()).hasSize(1);
        var egress = Objects.requireNonNull(
                Objects.requireNonNull(firewall.firewallRules()).egress());
        assertThat(egress.getFirst().ports()).containsExactly(443);
    }

    @Test
    void aFirewallWithoutAnyFieldStillHasAMachine() throws Exception {
        assertThat(read("{}", FirewallCreateRequest.class).machine()).isNotNull();
        assertThat(read("{}", MachineIssuesRequest.class).machines()).isNotNull();
    }

    @Test
    void theSearchOfAnIssuesRequestStandsBesideIt() throws Exception {
        var request = read(
                "{'id':'m','network_asns':[4200000001],'only':null,'last_error_threshold':604800000000000}",
                MachineIssuesRequest.class);

        assertThat(request.machines().id()).isEqualTo("m");
        assertThat(request.machines().networkAsns()).containsExactly(4200000001L);
        assertThat(request.lastErrorThreshold()).isEqualTo(604800000000000L);
    }

    @Test
    void whatWeWriteWeRead() throws Exception {
        var machine = Samples.machine(Samples.bareAllocation());
        var text = WireJson.text(machine);

        assertThat(WireJson.text(WireJson.mapper().readValue(text, machine.getClass())))
                .isEqualTo(text);
        assertThat(read("{'id':'m1','ipmi':{'address':'a'}}", MachineIPMIResponse.class)
                        .machine()
                        .id())
                .isEqualTo("m1");
    }

    @Test
    void newerAgentsMayNameARoomAndAnAdminStatus() throws Exception {
        var register = read(
                "{'id':'leaf01','room_id':'r1','nics':[{'name':'swp1','admin_status':'up'}]}",
                SwitchRegisterRequest.class);

        assertThat(register.roomId()).isEqualTo("r1");
        assertThat(Objects.requireNonNull(register.nics()).getFirst().adminStatus())
                .isEqualTo("up");
    }

    @Test
    void aStateReadsAsEmptyTextWhereNothingWasSent() throws Exception {
        assertThat(read("{'value':null}", MachineState.class)).isEqualTo(new MachineState("", null, "", ""));
    }

    @Test
    void aProjectKeepsItsVersion() throws Exception {
        var project = read("{'meta':{'id':'x','version':3}}", Project.class);

        assertThat(Objects.requireNonNull(project.meta()).version()).isEqualTo(3);
    }

    @Test
    void anAddressMayBeNamedWithItsProject() throws Exception {
        assertThat(read("{'projectid':'p'}", IPUpdateRequest.class).projectId()).isEqualTo("p");
        assertThat(read("{'projectid':'p'}", IPFindRequest.class).projectId()).isEqualTo("p");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:04:05.000Z",
                "2026-01-02T04:04:05.000000000+01:00",
                "2026-01-01T23:04:05-04:00"
            })
    void timesHaveFractionsAndOffsets(String text) throws Exception {
        assertThat(read("{'from':'" + text + "'}", AuditFindRequest.class).from())
                .isEqualTo(Samples.THEN);
    }

    @Test
    void theZeroTimeIsReadAndCountsAsUnset() throws Exception {
        var from = read("{'from':'0001-01-01T00:00:00.000Z'}", AuditFindRequest.class)
                .from();

        assertThat(from).isEqualTo(WireTime.ZERO);
        assertThat(WireTime.isUnset(from)).isTrue();
        assertThat(WireTime.isUnset(null)).isTrue();
        assertThat(WireTime.isUnset(Instant.EPOCH)).isFalse();
    }

    @Test
    void timesAreWrittenWithAllTheirDigits() {
        assertThat(WireJson.text(List.of(WireTime.ZERO, Instant.parse("2026-01-02T03:04:05.123456789Z"))))
                .isEqualTo("[\"0001-01-01T00:00:00Z\",\"2026-01-02T03:04:05.123456789Z\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''",
                "'2026-01-02'",
                "'2026-01-02T03:04Z'",
                "'2026-01-02T03:04:05'",
                "'2026-13-02T03:04:05Z'",
                "'2026-02-30T03:04:05Z'",
                "'+99999-01-02T03:04:05Z'",
                "'0000-01-01T00:00:00+01:00'",
                "1767323045",
                "true",
                "{}"
            })
    void whatIsNoTimeIsRefused(String value) {
        assertRefused("{'from':" + value + "}", AuditFindRequest.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "1e3",
                "'1'",
                "''",
                "true",
                "[]",
                "[1]",
                "{}",
                "NaN",
                "2147483648",
                "99999999999999999999999999"
            })
    void whatIsNoIntegerIsRefused(String value) {
        assertRefused("{'amount':" + value + "}", SizeReservationCreateRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "'1'", "9223372036854775808", "-9223372036854775809", "false"})
    void whatIsNoLongIsRefused(String value) {
        assertRefused("{'sync_duration':" + value + "}", SwitchNotifyRequest.class);
        assertRefused("{'disk_sizes':[" + value + "]}", MachineFindRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.5", "true", "[]", "['a']", "{}", "'\\u0000'", "'\\ud800'", "'\\udc00\\ud800'"})
    void whatIsNoTextIsRefused(String value) {
        assertRefused("{'machineID':" + value + "}", SizeSuggestRequest.class);
        assertRefused("{'tags':['a'," + value + "]}", MachineFindRequest.class);
        assertRefused("{'labels':{'a':" + value + "}}", SizeCreateRequest.class);
    }

    @Test
    void aKeyMustBeTextToo() {
        assertRefused("{'labels':{'\\u0000':'x'}}", SizeCreateRequest.class);
    }

    @Test
    void aPairOfSurrogatesIsText() throws Exception {
        assertThat(read("{'machineID':'\\ud83d\\ude00'}", SizeSuggestRequest.class)
                        .machineId())
                .isEqualTo("\ud83d\ude00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "'true'", "''", "[]", "{}"})
    void whatIsNoBooleanIsRefused(String value) {
        assertRefused("{'nat':" + value + "}", NetworkCreateRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'x'", "1", "[]", "true"})
    void whatIsNoObjectIsRefused(String value) {
        assertRefused("{'bootconfig':" + value + "}", PartitionUpdateRequest.class);
        assertRefused("{'labels':" + value + "}", PartitionUpdateRequest.class);
        assertRefused(value, PartitionUpdateRequest.class);
        assertRefused(value, SizeSuggestRequest.class);
        assertRefused(value, FirewallCreateRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'x'", "1", "{}", "true", "[null]", "[[]]"})
    void whatIsNoListIsRefused(String value) {
        assertRefused("{'tags':" + value + "}", MachineAllocateRequest.class);
        assertRefused("{'networks':" + value + "}", MachineAllocateRequest.class);
    }

    @Test
    void aNullAmongValuesIsRefused() {
        assertRefused("{'labels':{'a':null}}", SizeCreateRequest.class);
        assertRefused("{'network_asns':[null]}", MachineFindRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{'id':'a'", "{'id' 'a'}", "{'id':'a'} {}", "{}]", "nul", "\u0000"})
    void whatIsNoJsonIsRefused(String body) {
        assertRefused(body, PartitionUpdateRequest.class);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        var utf32 = new byte[] {0, 0, 0, '{', 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        var broken = new byte[] {'{', '"', 'i', 'd', '"', ':', '"', (byte) 0xc3, '(', '"', '}'};
        var half = new byte[] {'{', '"', 'i', 'd', '"', ':', '"', (byte) 0xe2};

        for (var body : List.of(utf32, broken, half)) {
            assertThatThrownBy(() -> WireJson.mapper().readValue(body, PartitionUpdateRequest.class))
                    .isInstanceOf(JsonProcessingException.class);
        }
    }

    @Test
    void unsignedNumbersHaveTheirLimits() {
        assertRefused("{'vrf':-1}", NetworkCreateRequest.class);
        assertRefused("{'defaultchildprefixlength':{'IPv4':256}}", NetworkCreateRequest.class);
        assertRefused("{'disks':[{'partitions':[{'number':-1}]}]}", FilesystemLayout.class);
        assertRefused("{'disks':[{'partitions':[{'size':-1}]}]}", FilesystemLayout.class);
        assertRefused("{'constraints':[{'min':-1}]}", SizeCreateRequest.class);
        assertRefused("{'averageconsumedwatts':1e999}", PowerMetric.class);
    }

    @Test
    void nestingHasABoundInUnknownFieldsToo() {
        var deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertRefused("{'x':" + deep + "}", MachineFindRequest.class);
        assertRefused("{'x':" + deep + "}", FirewallCreateRequest.class);
    }

    @Test
    void numbersNamesAndTextsHaveABound() {
        assertRefused("{'amount':" + "9".repeat(1_000_000) + "}", SizeReservationCreateRequest.class);
        assertRefused("{'averageconsumedwatts':1." + "1".repeat(1_000_000) + "}", PowerMetric.class);
        assertRefused("{'" + "n".repeat(1_000_000) + "':1}", SizeReservationCreateRequest.class);
        assertRefused("{'user_data':'" + "x".repeat(WireJson.TEXT_LENGTH_MAX + 1) + "'}", MachineAllocateRequest.class);
    }

    private static <T> T read(String json, Class<T> type) throws Exception {
        return Objects.requireNonNull(WireJson.mapper().readValue(json.replace('\'', '"'), type));
    }

    /** Every refusal must be of the one kind that the server answers with 400. */
    private static void assertRefused(String json, Class<?> type) {
        assertThatThrownBy(() -> read(json, type))
                .as(json.substring(0, Math.min(json.length(), 80)))
                .isInstanceOf(JsonProcessingException.class);
    }
}
