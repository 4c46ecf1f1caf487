package metalplant.door.bearer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import metalplant.door.Caller;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.testkit.HandWorld;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerAuthTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Issuer DEX = new Issuer(Issuer.Kind.DEX, TestIssuer.DEX, "metal", "", "");
    private static final Issuer GENERIC =
            new Issuer(Issuer.Kind.GENERIC, TestIssuer.GENERIC, "metalctl", "tnnt", "ldap");

    private final HandWorld world = new HandWorld(NOON);
    private final TestIssuer issuer = new TestIssuer();
    private final KeyMemory memory = KeyMemory.volatileOne();
    private final PlantTokens own = new PlantTokens("fra-1", PlantTokens.newKey(), "tnnt", world);
    private final Issuers issuers = issuers();
    private final BearerAuth auth = auth(issuers);

    private Issuers issuers() {
        return new Issuers(() -> List.of(DEX, GENERIC), issuer, memory, BearerConfig.DEFAULT, world);
    }

    private BearerAuth auth(Issuers known) {
        return new BearerAuth(known, own, "tnnt", BearerConfig.DEFAULT, world);
    }

    @BeforeEach
    void look() {
        issuers.round();
    }

    private JWTClaimsSet.Builder dex(String... groups) {
        return claims(TestIssuer.DEX, "metal")
                .claim("federated_claims", Map.of("connector_id", "tnnt_ldap"))
                .claim("groups", List.of(groups));
    }

    private JWTClaimsSet.Builder generic(String... roles) {
        return claims(TestIssuer.GENERIC, "metalctl")
                .claim("preferred_username", "ada")
                .claim("roles", List.of(roles));
    }

    private JWTClaimsSet.Builder claims(String url, String audience) {
        return new JWTClaimsSet.Builder()
                .issuer(url)
                .audience(audience)
                .subject("42")
                .claim("name", "Ada")
                .claim("email", "ada@example.org")
                .issueTime(Date.from(world.now()))
                .expirationTime(Date.from(world.now().plusSeconds(600)));
    }

    private String token(JWTClaimsSet.Builder claims) {
        return "Bearer " + TestIssuer.signed(claims.build(), issuer.current(), JWSAlgorithm.RS256);
    }

    private void refused(String authorization, ProblemCode code) {
        assertThatThrownBy(() -> auth.verify(authorization))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private void refused(String authorization) {
        refused(authorization, ProblemCode.CREDENTIALS_REFUSED);
    }

    @Test
    void groupsOfTheProviderTenantGiveTheHighestRole() {
        var caller = auth.verify(token(dex("tnnt_maas-all-all-view", "tnnt_maas-all-all-edit", "tnnt_kaas-a-b-c")));

        assertThat(caller)
                .isEqualTo(new Caller(
                        "ada@example.org",
                        "Ada",
                        "tnnt",
                        Role.EDIT,
                        java.util.Optional.of(
                                new Caller.Token(List.of("maas-all-all-view", "maas-all-all-edit", "kaas-a-b-c")))));
    }

    @Test
    void rolesOfAnyProviderComeBeforeItsGroups() {
        var caller = auth.verify(
                token(generic("tnnt_maas-all-all-view").claim("groups", List.of("tnnt_maas-all-all-admin"))));

        assertThat(caller.role()).isEqualTo(Role.VIEW);
        assertThat(caller.name()).isEqualTo("ada");
        assertThat(auth.verify(token(generic().claim("groups", List.of("tnnt_maas-all-all-admin"))))
                        .role())
                .isEqualTo(Role.ADMIN);
    }

    @Test
    void whoHasNoGroupIsKnownAndMayDoWhatNeedsNoRole() {
        assertThat(auth.verify(token(dex("other_maas-all-all-admin", "maas-all-all-admin")))
                        .role())
                .isEqualTo(Role.ANY);
    }

    @Test
    void groupsOnBehalfOfOthersGiveNoRole() {
        var caller = auth.verify(token(dex("tnnt_maas-ddd#all-all-admin")));

        assertThat(caller.role()).isEqualTo(Role.ANY);
    }

    @Test
    void aDirectoryOfTheOtherKindHasItsOwnForm() {
        var ad = dex("tnPg_Srv_Appmaas-all-all-admin_Full", "xxPg_Srv_Appmaas-all-all-admin_Full")
                .claim("federated_claims", Map.of("connector_id", "tnnt_ad"));

        assertThat(auth.verify(token(ad)).role()).isEqualTo(Role.ANY);
        assertThat(TenantGroups.of("tn", "ad", true, List.of("tnPg_Srv_Appmaas-all-all-admin_Full")))
                .containsExactly("maas-all-all-admin");
        refused(token(dex().claim("federated_claims", Map.of("connector_id", "tnnt_github"))));
    }

    @Test
    void usersOfOtherTenantsMayNotCall() {
        refused(
                token(dex("other_maas-all-all-admin").claim("federated_claims", Map.of("connector_id", "other_ldap"))),
                ProblemCode.NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tnnt", "tnnt_", "_ldap", "tnnt_x_ldap"})
    void aConnectorOfAnotherFormIsRefused(String connector) {
        refused(token(dex().claim("federated_claims", Map.of("connector_id", connector))));
    }

    @Test
    void behindItsDirectoryAConnectorMayHaveMore() {
        var caller = auth.verify(token(dex("tnnt_maas-all-all-edit")
                .claim("federated_claims", Map.of("connector_id", "tnnt_ldap_second_site"))));

        assertThat(caller.role()).isEqualTo(Role.EDIT);
    }

    @Test
    void anotherIssuerAudienceOrTimeIsRefused() {
        refused(token(dex().issuer("https://evil.example.org")));
        refused(token(dex().issuer(TestIssuer.DEX + "/")));
        refused(token(dex().audience("other")));
        refused(token(dex().expirationTime(Date.from(NOON.minusSeconds(31)))));
        refused(token(dex().notBeforeTime(Date.from(NOON.plusSeconds(31)))));
        refused(token(dex().issueTime(Date.from(NOON.plusSeconds(31)))));
        refused(token(dex().expirationTime(null)));
        assertThat(auth.verify(token(dex().expirationTime(Date.from(NOON.minusSeconds(20)))))
                        .name())
                .isEqualTo("Ada");
    }

    @Test
    void aTokenOfOneIssuerIsNoneOfTheOther() {
        // The same keys, so that the names alone decide.
        refused(token(dex().audience("metalctl")));
        refused(token(generic().audience("metal")));
    }

    @Test
    void unsignedTokensAndPublicKeysAsSecretsOpenNothing() throws JOSEException {
        var claims = dex("tnnt_maas-all-all-admin").build();
        refused("Bearer " + new PlainJWT(claims).serialize());
        var parts = token(dex("tnnt_maas-all-all-admin")).split("\\.");
        refused(parts[0] + "." + parts[1] + ".");
        var none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"kid\":\"one\"}".getBytes(StandardCharsets.UTF_8));
        refused("Bearer " + none + "." + parts[1] + "." + parts[2]);
        var confused = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims);
        confused.sign(
                new MACSigner(issuer.current().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        refused("Bearer " + confused.serialize());
    }

    @Test
    void aKeyOfSomebodyElseUnderAKnownNameIsRefused() {
        refused("Bearer "
                + TestIssuer.signed(dex("tnnt_maas-all-all-admin").build(), TestIssuer.key("one"), JWSAlgorithm.RS256));
    }

    @Test
    void onlyTheAlgorithmsOfTheKindCount() {
        refused("Bearer " + TestIssuer.signed(dex().build(), issuer.current(), JWSAlgorithm.RS384));
        refused("Bearer " + TestIssuer.signed(generic().build(), issuer.current(), JWSAlgorithm.PS256));
        assertThat(auth.verify("Bearer " + TestIssuer.signed(generic().build(), issuer.current(), JWSAlgorithm.RS384))
                        .name())
                .isEqualTo("ada");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "Bearer x", "Bearer a.b.c", "bearer ....", "Bearer e30.e30.e30"})
    void garbageIsRefused(String authorization) {
        refused(authorization);
    }

    @Test
    void aHugeTokenIsNotEvenRead() {
        refused("Bearer " + "a".repeat(20_000));
        refused(token(dex(java.util.stream.IntStream.range(0, 3_000)
                .mapToObj(i -> "g" + i)
                .toArray(String[]::new))));
    }

    @Test
    void claimsOfAnotherKindAreRefused() {
        refused(token(
                dex().claim("groups", "tnnt_maas-all-all-admin ".repeat(2)).claim("email", 7)));
        refused(token(dex().claim("email", "a\nb")));
        refused(token(dex().claim("email", "x".repeat(600))));
        refused(token(dex().claim("federated_claims", "tnnt_ldap")));
    }

    @Test
    void aNewKeyIsSeenWithTheFirstTokenThatNamesIt() {
        issuer.rotate("two");
        world.passes(Duration.ofSeconds(11));

        assertThat(auth.verify(token(dex("tnnt_maas-all-all-view"))).role()).isEqualTo(Role.VIEW);
    }

    @Test
    void tokensWithInventedKeysMakeAtMostOneLookInTenSeconds() {
        world.passes(Duration.ofSeconds(11));
        int before = issuer.asked.size();
        for (int i = 0; i < 50; i++) {
            var invented = TestIssuer.signed(dex().build(), TestIssuer.key("one"), JWSAlgorithm.RS256);
            var parts = invented.split("\\.");
            var header = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString("{\"alg\":\"RS256\",\"kid\":\"made-up-%d\"}"
                            .formatted(i)
                            .getBytes(StandardCharsets.UTF_8));
            refused("Bearer " + header + "." + parts[1] + "." + parts[2]);
        }
        assertThat(issuer.asked).hasSize(before + 1);
    }

    @Test
    void knownKeysCountForAWeekWhileTheIssuerIsSilent() {
        issuer.silent = true;
        world.passes(Duration.ofDays(6));
        issuers.round();
        assertThat(auth.verify(token(dex("tnnt_maas-all-all-admin"))).role()).isEqualTo(Role.ADMIN);

        world.passes(Duration.ofDays(2));
        issuers.round();
        refused(token(dex("tnnt_maas-all-all-admin")), ProblemCode.ISSUER_UNREACHABLE);

        issuer.silent = false;
        world.passes(Duration.ofMinutes(11));
        issuers.round();
        assertThat(auth.verify(token(dex("tnnt_maas-all-all-admin"))).role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void aKeyThatNobodySawIsNotRefusedWhileTheIssuerIsSilent() {
        issuer.silent = true;
        issuer.rotate("two");
        world.passes(Duration.ofMinutes(11));
        issuers.round();

        refused(token(dex()), ProblemCode.ISSUER_UNREACHABLE);
    }

    @Test
    void keysAreKnownAfterARestartWithoutTheIssuer() {
        issuer.silent = true;
        try (var again = issuers()) {
            assertThatThrownBy(() -> auth(again).verify(token(dex())))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo(ProblemCode.ISSUER_UNREACHABLE));
            again.round();
            assertThat(auth(again).verify(token(dex("tnnt_maas-all-all-edit"))).role())
                    .isEqualTo(Role.EDIT);
        }
    }

    @Test
    void aProviderThatDescribesItselfAsAnotherOneHasNoKeys() {
        issuer.describedAs = "https://other.example.org";
        try (var others =
                new Issuers(() -> List.of(GENERIC), issuer, KeyMemory.volatileOne(), BearerConfig.DEFAULT, world)) {
            others.round();
            assertThatThrownBy(() -> auth(others).verify(token(generic())))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo(ProblemCode.ISSUER_UNREACHABLE));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example.org",
                "ftp://id.example.org",
                "https://u:p@id.example.org",
                "https://id.example.org?x=1",
                "file:///etc/passwd",
                "https:",
                "no url"
            })
    void anIssuerWhoseKeysAnybodyCouldChangeIsNone(String url) {
        assertThatThrownBy(() -> new Issuer(Issuer.Kind.DEX, url, "metal", "", ""))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aPlantsOwnTokenNeedsNoNetwork() {
        issuer.silent = true;
        var admin = new Caller("metal-admin@metal-stack.io", "Metal-Admin", "tnnt", Role.ADMIN);
        var issued = own.issue(admin, "ada@example.org", Role.EDIT, Duration.ofHours(1));

        var caller = auth.verify("bearer " + issued.text());
        assertThat(caller.email()).isEqualTo("ada@example.org");
        assertThat(caller.role()).isEqualTo(Role.EDIT);
        assertThat(issued.toString()).doesNotContain(issued.text());
        assertThatThrownBy(() -> own.issue(caller, "eve", Role.VIEW, Duration.ofHours(1)))
                .hasMessageContaining("no way to another one");

        world.passes(Duration.ofMinutes(61));
        refused("Bearer " + issued.text());
    }

    @Test
    void aPlantsTokenHasAtMostTheRoleOfWhoeverAsks() {
        var viewer = new Caller("metal-view@metal-stack.io", "Metal-View", "tnnt", Role.VIEW);

        assertThatThrownBy(() -> own.issue(viewer, "ada", Role.EDIT, Duration.ofHours(1)))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> own.issue(viewer, "ada\n", Role.VIEW, Duration.ofHours(1)))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> own.issue(viewer, "ada", Role.VIEW, Duration.ofHours(13)))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aTokenOfAnotherPlantWithTheSameNameIsRefused() {
        var admin = new Caller("metal-admin@metal-stack.io", "Metal-Admin", "tnnt", Role.ADMIN);
        var other = new PlantTokens("fra-1", PlantTokens.newKey(), "tnnt", world);

        refused("Bearer "
                + other.issue(admin, "ada", Role.ADMIN, Duration.ofHours(1)).text());
    }
}
