package metalplant.federation.escrow;

import static metalplant.federation.ledger.TestLedger.SHARED;
import static metalplant.federation.ledger.TestLedger.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.Evidence;
import metalplant.federation.entry.FenceKind;
import metalplant.federation.entry.Horizon;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Refusal;
import metalplant.federation.entry.Tenure;
import metalplant.federation.ledger.TestLedger;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EscrowTest {
    private static Tenure tenure(TestLedger made, int block) {
        return made.state().pools().tenure(block(block)).orElseThrow();
    }

    @Test
    void theReserveOwnerGrantsABlockForEver() {
        var made = TestLedger.pair();
        made.accepted(made.north, made.grant(3, made.south));
        assertThat(tenure(made, 3)).isEqualTo(Tenure.granted(made.south.id(), 0, 1));
        assertThat(tenure(made, 2)).isEqualTo(Tenure.free(made.north.id()));
    }

    @Test
    void nobodyElseGrantsFromAReserve() {
        var made = TestLedger.pair();
        assertThat(made.refusal(made.south, made.grant(3, made.south))).contains("only reserve owner");
        made.accepted(made.south, made.grant(3, made.south), made.north.signer());
    }

    @Test
    void aBlockIsGrantedOnce() {
        var made = TestLedger.pair();
        made.accepted(made.north, made.grant(3, made.south));
        assertThat(made.refusal(made.north, made.grant(3, made.north))).contains("is not free");
    }

    @Test
    void whatIsNoBlockIsNotGranted() {
        var made = TestLedger.pair();
        var odd = new Range(SHARED.id(), SHARED.first().add(BigInteger.TWO), SHARED.blockSize());
        assertThat(made.refusal(made.north, new EscrowCommand.BlockGrant(odd, made.north.id(), 0, 1)))
                .contains("is no block");
    }

    @Test
    void theHolderGivesBackAndNobodyElse() {
        var made = TestLedger.pair();
        made.accepted(made.north, made.grant(3, made.south));
        assertThat(made.refusal(made.north, new EscrowCommand.BlockReturn(block(3), made.north.id())))
                .contains("only its holder");
        made.accepted(made.south, new EscrowCommand.BlockReturn(block(3), made.north.id()));
        assertThat(tenure(made, 3)).isEqualTo(Tenure.free(made.north.id()));
        made.accepted(made.north, made.grant(3, made.north));
        assertThat(tenure(made, 3).fence()).as("fence numbers rise").isEqualTo(2);
    }

    @Test
    void oneAddressMovesToAnotherPlant() {
        var made = TestLedger.pair();
        made.accepted(made.north, made.grant(3, made.south));
        var one = new Range(SHARED.id(), block(3).first().add(BigInteger.TEN), BigInteger.ONE);
        made.accepted(made.south, new EscrowCommand.BlockMove(one, made.north.id(), 0, 2));
        assertThat(made.state().pools().tenure(one)).contains(Tenure.granted(made.north.id(), 0, 2));
        assertThat(made.state().pools().get(SHARED.id()).heldBy(made.south.id()))
                .hasSize(2);
    }

    @Test
    void anEvictedPlantsBlockIsFreeOnlyBehindProofAndTwoVoters() {
        var made = TestLedger.three();
        made.accepted(made.north, made.grant(3, made.west));
        made.accepted(made.north, new MemberCommand.MemberEvict(made.west.id()));
        made.accepted(made.north, new EscrowCommand.BlockQuarantine(block(3)));
        var free = new EscrowCommand.BlockFree(block(3), made.north.id());
        assertThat(made.refusal(made.north, free, made.south.signer())).contains("nobody has proven");
        assertThat(made.refusal(made.north, proof(made, "day-shift", "day-shift")))
                .contains("two operators");
        made.accepted(made.north, proof(made, "day-shift", "night-shift"));
        assertThat(made.refusal(made.north, free, made.south.signer())).contains("may have followed");
        stands(made, made.north);
        stands(made, made.south);
        assertThat(made.refusal(made.north, free)).contains("two voters");
        made.accepted(made.north, free, made.south.signer());
        assertThat(tenure(made, 3)).isEqualTo(Tenure.free(made.north.id()));
    }

    private static void stands(TestLedger made, TestLedger.Plant plant) {
        made.accepted(plant, new EpochCommand.ReserveAttest(plant.id(), List.of()));
    }

    @Test
    void whatAFencedPlantHadInReserveIsNobodysWhileAnotherMayHaveFollowedIt() {
        // given a plant with a reserve, which is put out and fenced
        var made = TestLedger.three();
        made.accepted(made.north, new EscrowCommand.ReserveAssign(block(9), made.west.id()));
        made.accepted(made.north, new MemberCommand.MemberEvict(made.west.id()));
        stands(made, made.north, "owes nothing");
        made.accepted(made.north, proof(made, "day-shift", "night-shift"));
        var heir = new EscrowCommand.ReserveAssign(block(9), made.north.id());
        // then all others have to say first that they stand here, behind the fence and with nothing from elsewhere
        assertThat(made.refusal(made.north, heir)).contains("may have followed", "north", "south");
        assertThat(made.refusal(made.north, made.grant(9, made.north))).contains("may have followed");
        stands(made, made.north);
        stands(made, made.north, "owes nothing");
        var claim = new Evidence(block(9), Tenure.granted(made.south.id(), 0, 1));
        assertThat(made.refusal(made.south, new EpochCommand.ReserveAttest(made.south.id(), List.of(claim))))
                .contains("nothing from elsewhere");
        assertThat(made.refusal(made.north, heir)).contains("may have followed", "[south]");
        stands(made, made.south);
        made.accepted(made.north, heir);
        assertThat(tenure(made, 9)).isEqualTo(Tenure.free(made.north.id()));
    }

    @Test
    void anotherOneThatIsPutOutHasToBeFencedTooAndThenAllAreAskedAnew() {
        var made = TestLedger.three();
        made.accepted(made.north, new EscrowCommand.ReserveAssign(block(9), made.west.id()));
        made.accepted(made.north, new MemberCommand.MemberEvict(made.west.id()));
        made.accepted(made.north, proof(made, "day-shift", "night-shift"));
        stands(made, made.north);
        made.accepted(made.north, new MemberCommand.MemberEvict(made.south.id()));
        var heir = new EscrowCommand.ReserveAssign(block(9), made.north.id());
        assertThat(made.refusal(made.north, heir)).contains("[south]");
        made.accepted(
                made.north,
                new MemberCommand.FenceProof(
                        made.south.id(), FenceKind.DESTROYED, List.of("day-shift", "night-shift")));
        assertThat(made.refusal(made.north, heir)).contains("[north]");
        stands(made, made.north);
        made.accepted(made.north, heir);
    }

    private static void stands(TestLedger made, TestLedger.Plant plant, String refused) {
        assertThat(made.refusal(plant, new EpochCommand.ReserveAttest(plant.id(), List.of())))
                .contains(refused);
    }

    @Test
    void aSightingIsOfAQuarantinedRangeAndIsRememberedOfThePlantThatHadIt() {
        var made = TestLedger.three().reaching(2);
        made.accepted(made.north, made.grant(3, made.west));
        var seen = new EscrowCommand.Sighting(
                new Range(SHARED.id(), block(3).first().add(BigInteger.ONE), BigInteger.ONE), "route dev leaf1");
        assertThat(made.refusal(made.south, seen)).contains("not in quarantine");
        made.accepted(made.north, new MemberCommand.MemberEvict(made.west.id()));
        made.accepted(made.north, new EscrowCommand.BlockQuarantine(block(3)));
        var before = made.state().pools();
        made.accepted(made.south, seen);
        assertThat(made.state().members().get(made.west.id()).sightedAt())
                .isEqualTo(made.ledger().head().seq());
        assertThat(made.state().pools()).isEqualTo(before);
    }

    @Test
    void aPrefixMayHaveAnEndOfAllocationAndLoseItAgain() {
        var made = TestLedger.pair().reaching(2);
        made.accepted(made.south, new EscrowCommand.AllocateUntil(SHARED.id(), Horizon.MILLIS_MIN));
        assertThat(made.state().pools().get(SHARED.id()).offlineMillis()).isEqualTo(Horizon.MILLIS_MIN);
        made.accepted(made.north, made.grant(3, made.south));
        assertThat(made.state().pools().get(SHARED.id()).offlineMillis()).isEqualTo(Horizon.MILLIS_MIN);
        made.accepted(made.south, new EscrowCommand.AllocateUntil(SHARED.id(), 0));
        assertThat(made.state().pools().get(SHARED.id()).offlineMillis()).isZero();
        assertThat(made.refusal(made.north, new EscrowCommand.AllocateUntil("10.0.0.0/8", 0)))
                .contains("no pool");
        assertThatThrownBy(() -> new EscrowCommand.AllocateUntil(SHARED.id(), Horizon.MILLIS_MIN - 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theEndOfAllocationHasAMarginOfADayAndAClockThatIsBehindIsTooLate() {
        long day = Horizon.MARGIN_MILLIS;
        assertThat(Horizon.open(0, 0, Long.MAX_VALUE)).isTrue();
        assertThat(Horizon.open(30 * day, 100 * day, 129 * day - 1)).isTrue();
        assertThat(Horizon.open(30 * day, 100 * day, 129 * day)).isFalse();
        assertThat(Horizon.open(30 * day, 100 * day, 99 * day + 1)).isTrue();
        assertThat(Horizon.open(30 * day, 100 * day, 99 * day)).isFalse();
        assertThat(Horizon.open(30 * day, 100 * day, 0)).isFalse();
    }

    private static MemberCommand.FenceProof proof(TestLedger made, String... operators) {
        return new MemberCommand.FenceProof(made.west.id(), FenceKind.ROUTES_WITHDRAWN, List.of(operators));
    }

    @Test
    void anEvictedPlantThatRejoinsGetsItsBlocksBackUnderANewFence() {
        var made = TestLedger.three();
        made.accepted(made.north, made.grant(3, made.west));
        made.accepted(made.north, new MemberCommand.MemberEvict(made.west.id()));
        made.accepted(made.north, new EscrowCommand.BlockQuarantine(block(3)));
        made.join(made.west);
        assertThat(tenure(made, 3)).isEqualTo(Tenure.granted(made.west.id(), 0, 2));
    }

    @Test
    void anEvictedPlantsSignatureIsWorthless() {
        var made = TestLedger.three();
        made.accepted(made.north, made.grant(3, made.west));
        made.accepted(made.north, new MemberCommand.MemberEvict(made.west.id()));
        assertThat(made.refusal(made.west, new EscrowCommand.BlockReturn(block(3), made.north.id())))
                .startsWith("AUTHOR_UNKNOWN");
    }

    @Test
    void aRestoredPlantsOldGrantsWaitUntilItReconciled() {
        var made = TestLedger.pair();
        made.accepted(made.north, made.grant(3, made.south));
        var life = new Incarnation(1, Bytes.of(new byte[16]));
        var raise = new MemberCommand.IncarnationRaise(made.south.id(), life);
        assertThat(made.refusal(made.south, raise)).contains("must confirm");
        made.accepted(made.south, raise, made.north.signer());
        assertThat(tenure(made, 3).incarnation()).isZero();
        assertThat(made.refusal(made.north, made.grant(4, made.south))).contains("another life");
        made.accepted(made.south, new MemberCommand.Reconciled(made.south.id(), 1));
        assertThat(tenure(made, 3).incarnation()).isEqualTo(1);
    }

    @Test
    void poolsDoNotOverlapAndNumbersOfOneSpaceCount() {
        var made = TestLedger.pair();
        assertThat(made.refusal(made.north, new EscrowCommand.PrefixAdd(TestLedger.pool("203.0.113.128/25", 28))))
                .contains("overlaps");
        var one = BigInteger.ONE.shiftLeft(64);
        made.accepted(
                made.north, new EscrowCommand.PrefixAdd(new PoolSpec("v6", PoolKind.IPV6, one, BigInteger.TEN, 10)));
        assertThat(made.refusal(
                        made.north,
                        new EscrowCommand.PoolRange(
                                new PoolSpec("tunnels", PoolKind.OVERLAY, one, BigInteger.TEN, 10))))
                .contains("overlaps");
    }

    @Test
    void ofPrefixesThatMembersMadeTheFirstInTheLedgerCountsAndIsItsAuthorsAsAWhole() {
        var made = TestLedger.pair().reaching(2);
        made.accepted(made.south, new EscrowCommand.PrefixClaim(PoolSpec.of(Cidr.parse("192.0.2.0/24"))));

        var pool = made.state().pools().get("192.0.2.0/24");
        assertThat(pool.all()).extracting(Extent::tenure).containsExactly(Tenure.granted(made.south.id(), 0, 1));
        for (var prefix : List.of("192.0.2.0/24", "192.0.2.128/25", "192.0.0.0/16")) {
            assertThat(made.refusal(made.north, new EscrowCommand.PrefixClaim(PoolSpec.of(Cidr.parse(prefix)))))
                    .contains("overlaps");
        }
        var vnis = new PoolSpec("vni", PoolKind.VNI, BigInteger.valueOf(65_536), BigInteger.valueOf(65_536), 255);
        assertThat(made.refusal(made.north, new EscrowCommand.PrefixClaim(vnis)))
                .contains("addresses");
        made.accepted(made.south, new MemberCommand.MemberDrain(made.south.id()));
        assertThat(made.refusal(made.south, new EscrowCommand.PrefixClaim(PoolSpec.of(Cidr.parse("198.18.0.0/15")))))
                .contains("that stays");
    }

    @Test
    void windowsOfNumbersAreBlocksToo() {
        var made = TestLedger.pair();
        var vnis = new PoolSpec("vni", PoolKind.VNI, BigInteger.valueOf(65_536), BigInteger.valueOf(65_536), 255);
        made.accepted(made.north, new EscrowCommand.PoolRange(vnis));
        var window = new Range("vni", BigInteger.valueOf(131_072), BigInteger.valueOf(65_536));
        made.accepted(made.north, new EscrowCommand.BlockGrant(window, made.south.id(), 0, 1));
        assertThat(made.state().pools().heldBy(made.south.id())).hasSize(1);
    }

    @Test
    void aReserveIsSharedEvenlyAmongVoters() {
        var made = TestLedger.three();
        made.accepted(made.north, new EscrowCommand.PrefixAdd(TestLedger.pool("192.0.2.0/24", 28)));
        var pool = made.state().pools().get("192.0.2.0/24");
        assertThat(List.of(made.north, made.south, made.west))
                .extracting(plant -> pool.reserveOf(plant.id()).intValue() / 16)
                .containsExactlyInAnyOrder(6, 5, 5);
    }

    @Test
    void aRetiredPoolGrantsNothingAndGoesWhenItIsIdle() {
        var made = TestLedger.pair();
        made.accepted(made.north, made.grant(3, made.south));
        made.accepted(made.north, new EscrowCommand.PrefixRetire(SHARED.id()));
        assertThat(made.refusal(made.north, made.grant(4, made.south))).contains("retired");
        made.accepted(made.south, new EscrowCommand.BlockReturn(block(3), made.north.id()));
        made.accepted(made.north, new EscrowCommand.PrefixRetire(SHARED.id()));
        assertThat(made.state().pools().find(SHARED.id())).isEmpty();
    }

    @Test
    void aClaimThatIsGivenUpIsGrantedToNobodyOnTheWayAndIsAnybodysToClaimBehindIt() {
        var made = TestLedger.pair().reaching(2);
        var claim = new EscrowCommand.PrefixClaim(PoolSpec.of(Cidr.parse("192.0.2.0/24")));
        made.accepted(made.south, claim);
        var pool = claim.spec().id();
        var whole = new Range(pool, claim.spec().first(), claim.spec().size());

        made.accepted(made.south, new EscrowCommand.PrefixRetire(pool));
        made.accepted(made.south, new EscrowCommand.BlockReturn(whole, made.south.id()));
        assertThat(made.refusal(made.north, claim)).contains("overlaps");
        made.accepted(made.south, new EscrowCommand.PrefixRetire(pool));
        made.accepted(made.north, claim);

        assertThat(made.state().pools().get(pool).heldBy(made.north.id())).hasSize(1);
    }

    @Test
    void aWrongBreakGlassCanOnlyGrantFromItsOwnReserve() {
        var made = TestLedger.three();
        made.accepted(made.north, new EscrowCommand.ReserveAssign(block(9), made.south.id()));
        made.accepted(
                made.north,
                new EpochCommand.EpochBump(made.north.id(), "peer-north-2", true, List.of()),
                made.recovery);
        assertThat(made.refusal(made.south, made.grant(9, made.south))).contains("is not known yet");
        made.accepted(made.north, made.grant(3, made.north));
        made.accepted(made.south, new EpochCommand.ReserveAttest(made.south.id(), List.of()));
        made.accepted(made.south, made.grant(9, made.south));
    }

    /** Any run of operations leaves extents that tile the pool, and only what was touched has changed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void extentsAlwaysTileThePool(long seed) {
        var random = new Random(seed);
        var plants = List.of(plant(1), plant(2), plant(3));
        var pool = Pool.shared(SHARED, plants);
        for (int i = 0; i < 1_000; i++) {
            int first = random.nextInt(256);
            var range = new Range(
                    SHARED.id(),
                    SHARED.first().add(BigInteger.valueOf(first)),
                    BigInteger.valueOf(1 + random.nextInt(256 - first)));
            var owner = plants.get(random.nextInt(3));
            var tenure = random.nextBoolean() ? Tenure.free(owner) : Tenure.granted(owner, 0, i);
            try {
                var changed = pool.with(range, tenure);
                assertThat(changed.at(range.first()).orElseThrow().tenure()).isEqualTo(tenure);
                pool = changed;
            } catch (Refusal e) {
                assertThat(e).hasMessageContaining("is not one range");
            }
            tiles(pool);
        }
    }

    private static PlantId plant(int number) {
        return new PlantId("%032x".formatted(number));
    }

    private static void tiles(Pool pool) {
        var at = pool.spec().first();
        for (var extent : pool.all()) {
            assertThat(extent.range().first()).isEqualTo(at);
            at = extent.range().end();
        }
        assertThat(at).isEqualTo(pool.spec().end());
    }

    @Test
    void aPoolOfFourThousandMillionBlocksIsSmall() {
        var spec = new PoolSpec("v6", PoolKind.IPV6, BigInteger.ZERO, BigInteger.ONE.shiftLeft(64), 1L << 32);
        var pool = Pool.shared(spec, List.of(plant(1), plant(2), plant(3)));
        assertThat(pool.all()).hasSize(3);
        tiles(pool);
    }
}
