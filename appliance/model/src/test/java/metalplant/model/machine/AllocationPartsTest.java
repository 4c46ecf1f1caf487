package metalplant.model.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.machine.Allocation.FirewallRules;
import metalplant.model.size.SizeReservation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationPartsTest {
    private static final String KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    private static SizeReservation reservation(String project, int amount) {
        var stamp = new Stamp(new UUID(1, 1), "", 1, Instant.EPOCH, Instant.EPOCH);
        return new SizeReservation("r-" + project, "", "", "s", project, amount, List.of("p"), Map.of(), stamp);
    }

    @Test
    void withoutReservationsEverythingIsAllowed() {
        assertThat(Reserved.allows(List.of(), "me", Map.of(), 0)).isTrue();
    }

    @Test
    void othersReservationsHoldMachinesBackUntilTheyAreUsed() {
        var others = List.of(reservation("they", 2));

        assertThat(Reserved.allows(others, "me", Map.of(), 2)).isFalse();
        assertThat(Reserved.allows(others, "me", Map.of(), 3)).isTrue();
        assertThat(Reserved.allows(others, "me", Map.of("they", 1L), 2)).isTrue();
        assertThat(Reserved.enough(others)).isEqualTo(3);
    }

    @Test
    void anOwnReservationDecidesWhileItIsNotUsedUp() {
        var both = List.of(reservation("they", 2), reservation("me", 1));

        assertThat(Reserved.allows(both, "me", Map.of(), 1)).isTrue();
        assertThat(Reserved.allows(both, "me", Map.of("me", 1L), 2)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh-ed25519 " + KEY,
                "ssh-ed25519 " + KEY + " me@here",
                "command=\"echo hi\",no-pty ssh-ed25519 " + KEY
            })
    void linesOfAuthorizedKeysAreKeys(String line) {
        assertThatCode(() -> SshPublicKey.require(line)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-ed25519",
                "ssh-rsa " + KEY,
                "ssh-ed25519 AAAA",
                "# ssh-ed25519 " + KEY,
                "ssh-ed25519 !!!" + KEY
            })
    void otherLinesAreNone(String line) {
        assertThatThrownBy(() -> SshPublicKey.require(line)).isInstanceOf(Problem.class);
    }

    @Test
    void rulesGetALowerCaseProtocol() {
        var rules = new FirewallRules(
                List.of(new FirewallRules.Egress("web out", "", List.of(443), List.of("0.0.0.0/0"))),
                List.of(new FirewallRules.Ingress("", "UDP", List.of(53), List.of(), List.of("2001:db8::/32"))));

        var normal = FirewallRuleCheck.normalise(rules);

        assertThat(normal.egress().getFirst().protocol()).isEqualTo("tcp");
        assertThat(normal.ingress().getFirst().protocol()).isEqualTo("udp");
    }

    @Test
    void rulesThatCannotBeAreRefused() {
        refused(new FirewallRules.Egress("no!", "tcp", List.of(1), List.of()));
        refused(new FirewallRules.Egress("", "icmp", List.of(1), List.of()));
        refused(new FirewallRules.Egress("", "tcp", List.of(65_536), List.of()));
        refused(new FirewallRules.Egress("", "tcp", List.of(1), List.of("10.0.0.0/8", "2001:db8::/32")));
        refused(new FirewallRules.Egress("", "tcp", List.of(1), List.of("everywhere")));
    }

    private static void refused(FirewallRules.Egress rule) {
        assertThatThrownBy(() -> FirewallRuleCheck.normalise(new FirewallRules(List.of(rule), List.of())))
                .isInstanceOf(Problem.class);
    }

    @Test
    void thePlantsTagsWinAndOfRepeatedKeysTheLast() {
        var machine = Machine.unknown("m", Instant.EPOCH).withPlace("p", "rack-1", "s");

        var tags =
                MachineTags.of(machine, List.of(), List.of("b", "a=1", "a=2", "b", "machine.metal-stack.io/rack=mine"));

        assertThat(tags).containsExactly("b", "a=2", "machine.metal-stack.io/rack=rack-1");
    }
}
