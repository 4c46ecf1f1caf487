package metalplant.door.hmac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import metalplant.door.Role;
import metalplant.door.Scope;
import metalplant.model.Problem;
import metalplant.testkit.HandWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HmacAuthTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] NO_BODY = new byte[0];

    private final HandWorld world = new HandWorld(START.plusSeconds(600));
    private final HmacAuth auth = auth(LeasePrincipals.NONE);

    private HmacAuth auth(LeasePrincipals leases) {
        return new HmacAuth(
                List.of(HmacUser.view("v"), HmacUser.edit("e"), HmacUser.admin("a")),
                "metal-stack",
                world,
                START,
                leases);
    }

    private HmacAuth.Signed verify(String type, String key, Instant date, String method) {
        return verify(auth, type, key, date, method, "salt", Optional.empty());
    }

    private static HmacAuth.Signed verify(
            HmacAuth auth,
            String type,
            String key,
            Instant date,
            String method,
            String salt,
            Optional<String> machine) {
        var mac = Signature.compute(key.getBytes(StandardCharsets.UTF_8), date, method, salt);
        return auth.verify(type + " " + HexFormat.of().formatHex(mac), date.toString(), salt, method, machine);
    }

    @Test
    void aDoorThatTakesMoreKeysSharesTheMemoryOfThisOne() {
        var more = List.of(HmacUser.edit("federation").as("federation-edit", Role.VIEW));
        var other = auth.also(() -> more);

        var guest = verify(other, "Metal-Edit", "federation", world.now(), "GET", "s", Optional.empty());
        assertThat(guest.caller().role()).isEqualTo(Role.VIEW);
        assertThat(guest.caller().email()).isEqualTo("federation-edit@metal-stack.io");
        assertThatThrownBy(() -> verify("Metal-Edit", "federation", world.now(), "GET"))
                .isInstanceOf(Problem.class);
        var own = verify(other, "Metal-Edit", "e", world.now(), "POST", "t", Optional.empty());
        other.checkReplay(own, "POST", "/v1/x", NO_BODY);
        assertThatThrownBy(() -> auth.checkReplay(own, "POST", "/v1/x", NO_BODY))
                .isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({
        "secret, GET, abcdefghijklmnopqrstuvwx, 331457b9ce4c545eee576447497a7fa62582a41166c12c7af9b88a2f571112ad",
        "must-be-changed, POST, ABCDEFGHIJKLMNOPQRSTUVWX, d785a27aef64b34a4941a53e2939a614d2953c81c610a11cbb61e051ad483735"
    })
    void theMacIsTheOneThatClientsCompute(String key, String method, String salt, String expected) {
        var mac = Signature.compute(key.getBytes(StandardCharsets.UTF_8), START, method, salt);

        assertThat(HexFormat.of().formatHex(mac)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00.999Z", "2026-01-01T00:00:00Z"})
    void everySpellingOfASecondIsHashedAlike(String date) {
        var parsed = Signature.parse("Metal-View " + "00".repeat(32), date, "s").orElseThrow();

        assertThat(parsed.date()).isEqualTo(START);
    }

    @ParameterizedTest
    @CsvSource({"Metal-View,v,VIEW", "Metal-Edit,e,EDIT", "Metal-Admin,a,ADMIN"})
    void theTypeAndItsKeyGiveTheRole(String type, String key, Role role) {
        assertThat(verify(type, key, world.now(), "GET").caller().role()).isEqualTo(role);
    }

    @Test
    void aKeyOfAnotherRoleIsRefused() {
        assertThatThrownBy(() -> verify("Metal-Admin", "v", world.now(), "GET")).isInstanceOf(Problem.class);
    }

    @Test
    void aMacForAnotherMethodIsRefused() {
        var mac = Signature.compute("v".getBytes(StandardCharsets.UTF_8), world.now(), "GET", "s");
        var header = "Metal-View " + HexFormat.of().formatHex(mac);

        assertThatThrownBy(() -> auth.verify(header, world.now().toString(), "s", "POST", Optional.empty()))
                .isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({"Metal-View,v,30,true", "Metal-View,v,31,false", "Metal-Admin,a,90,true", "Metal-Admin,a,91,false"})
    void aDateIsGoodForTheLifetimeOfItsRole(String type, String key, long age, boolean accepted) {
        for (var date : List.of(world.now().minusSeconds(age), world.now().plusSeconds(age))) {
            if (accepted) {
                assertThat(verify(type, key, date, "GET").caller().tenant()).isEqualTo("metal-stack");
            } else {
                assertThatThrownBy(() -> verify(type, key, date, "GET")).isInstanceOf(Problem.class);
            }
        }
    }

    @Test
    void datesFromBeforeTheStartAreRefusedForOneLifetime() {
        var early = new HandWorld(START.plusSeconds(10));
        var fresh = new HmacAuth(List.of(HmacUser.view("v")), "t", early, START, LeasePrincipals.NONE);

        assertThatThrownBy(() -> verify(fresh, "Metal-View", "v", START.minusSeconds(1), "GET", "s", Optional.empty()))
                .isInstanceOf(Problem.class);
        assertThat(verify(fresh, "Metal-View", "v", START, "GET", "s", Optional.empty())
                        .scope())
                .isEqualTo(Scope.ROLE);
    }

    @Test
    void aClockThatIsSetBackBehindTheStartLocksNobodyOut() {
        world.passes(Duration.ofMinutes(1));

        world.isSetTo(START.minus(Duration.ofDays(3_652)));

        assertThat(verify("Metal-Edit", "e", world.now(), "GET").caller().tenant())
                .isEqualTo("metal-stack");
    }

    @Test
    void aReadMayBeRepeatedAsItIsAndAWriteMayNot() {
        var read = verify("Metal-Edit", "e", world.now(), "GET");
        auth.checkReplay(read, "GET", "/v1/machine?", NO_BODY);
        auth.checkReplay(read, "GET", "/v1/machine?", NO_BODY);
        var write = verify("Metal-Edit", "e", world.now(), "POST");
        auth.checkReplay(write, "POST", "/v1/machine/allocate?", NO_BODY);

        assertThatThrownBy(() -> auth.checkReplay(write, "POST", "/v1/machine/allocate?", NO_BODY))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aMacIsGoodForOnePathAndOneBody() {
        var signed = verify("Metal-Edit", "e", world.now(), "GET");
        auth.checkReplay(signed, "GET", "/v1/machine?", NO_BODY);

        assertThatThrownBy(() -> auth.checkReplay(signed, "GET", "/v1/ip?", NO_BODY))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> auth.checkReplay(signed, "GET", "/v1/machine?", new byte[] {1}))
                .isInstanceOf(Problem.class);
    }

    @Test
    void whenNothingMoreCanBeRememberedNothingIsAccepted() {
        var cache = new ReplayCache(2);
        assertThat(cache.check(1, 1, 100, 0)).isEqualTo(ReplayCache.Verdict.FRESH);
        assertThat(cache.check(2, 1, 100, 0)).isEqualTo(ReplayCache.Verdict.FRESH);
        assertThat(cache.check(3, 1, 100, 0)).isEqualTo(ReplayCache.Verdict.FULL);
        assertThat(cache.check(1, 1, 100, 0)).isEqualTo(ReplayCache.Verdict.SAME);
    }

    @Test
    void macsAreForgottenWhenTheyAreTooOldToBeAccepted() {
        var cache = new ReplayCache(100_000);
        for (int i = 1; i <= 10_000; i++) {
            cache.check(i, i, 100, 0);
        }
        assertThat(cache.size()).isEqualTo(10_000);

        cache.check(77, 77, 1_000, 900);

        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void everyMacIsFoundAgainWhileItLives() {
        var cache = new ReplayCache(100_000);
        for (long i = 1; i <= 20_000; i++) {
            cache.check(i * 0x9E3779B97F4A7C15L, i, 100, 0);
        }
        for (long i = 1; i <= 20_000; i++) {
            assertThat(cache.check(i * 0x9E3779B97F4A7C15L, i, 100, 0)).isEqualTo(ReplayCache.Verdict.SAME);
        }
    }

    @Test
    void aLeaseKeyOpensItsOwnMachineAndNothingElse() {
        var lent = auth(id -> id.equals("m1") ? List.of("lent".getBytes(StandardCharsets.UTF_8)) : List.of());

        assertThat(verify(lent, "Metal-View", "lent", world.now(), "GET", "s", Optional.of("m1"))
                        .scope())
                .isEqualTo(Scope.ONE_MACHINE);
        assertThatThrownBy(() -> verify(lent, "Metal-View", "lent", world.now(), "GET", "s", Optional.of("m2")))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> verify(lent, "Metal-View", "lent", world.now(), "GET", "s", Optional.empty()))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> verify(lent, "Metal-Edit", "lent", world.now(), "GET", "s", Optional.of("m1")))
                .isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Metal-View", "Metal-View ", "Metal-View zz", "Metal-View 00 11", "Bearer x.y.z", " 00"})
    void unreadableCredentialsAreRefused(String header) {
        assertThatThrownBy(() -> auth.verify(header, world.now().toString(), "s", "GET", Optional.empty()))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aLateRequestIsStillRefusedAfterTheCacheForgotIt() {
        var date = world.now();
        var signed = verify("Metal-Edit", "e", date, "POST");
        auth.checkReplay(signed, "POST", "/p?", NO_BODY);
        world.passes(Duration.ofMinutes(10));

        assertThatThrownBy(() -> verify("Metal-Edit", "e", date, "POST")).isInstanceOf(Problem.class);
    }
}
