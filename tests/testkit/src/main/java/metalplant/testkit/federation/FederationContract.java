package metalplant.testkit.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import metalplant.core.federation.PlantNumbers;
import metalplant.core.federation.Sightings;
import metalplant.core.ip.AddressAllocator;
import metalplant.core.ip.NumberPool;
import metalplant.core.network.UpdateNetwork;
import metalplant.core.store.FederationTable;
import metalplant.core.store.Store;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.FenceKind;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Voter;
import metalplant.federation.membership.Followers;
import metalplant.federation.membership.Member;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.federation.plant.KeptState;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Block;
import metalplant.model.ip.Ip;
import metalplant.model.network.Network;
import metalplant.testkit.life.CrashingStore;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Federations on stores: what is kept, what requests see of it, and that a crash at any commit changes nothing of that. */
public abstract class FederationContract {
    /** Of the quarantines of {@link TestFederation}. */
    private static final Duration HOLD_DOWN = Duration.ofMinutes(30);

    /** A new empty store. */
    protected abstract Store store();

    /** Every how many commits a crash is tried. */
    protected int crashStride() {
        return 1;
    }

    private TestFederation federation(int plants) {
        return new TestFederation(
                1, IntStream.range(0, plants).mapToObj(_ -> store()).toList());
    }

    /** Two members that share a prefix, each with a network of it and at least one block. */
    private TestFederation pair() {
        return sharing(2);
    }

    private TestFederation sharing(int plants) {
        var federation = federation(plants);
        federation.found();
        federation.share(TestFederation.pool(TestFederation.SHARED, 28));
        federation.plants.stream().skip(1).forEach(federation::join);
        federation.plants.forEach(FederationContract::internet);
        federation.runUntil(() -> federation.plants.stream().allMatch(plant -> usable(plant) > 0));
        federation.runUntil(federation::agree);
        return federation;
    }

    static Network internet(TestFederation.Plant plant) {
        return plant.ipam.external("internet", TestFederation.SHARED);
    }

    private static Network network(TestFederation.Plant plant) {
        return plant.ipam.findNetworks.get("internet").network();
    }

    static List<Block> blocks(TestFederation.Plant plant) {
        return plant.store.read("test", tx -> {
            var prefix = tx.prefixes().ofNetwork("internet").getFirst();
            return tx.prefixes().blocks(prefix, 1_000);
        });
    }

    private static List<Block> own(TestFederation.Plant plant, Block.State state) {
        return blocks(plant).stream()
                .filter(block -> block.holder().equals(plant.id.text()) && block.state() == state)
                .toList();
    }

    static long usable(TestFederation.Plant plant) {
        return own(plant, Block.State.GRANTED).size();
    }

    private static Problem problem(ThrowingCallable work) {
        var caught = org.assertj.core.api.Assertions.catchThrowableOfType(Problem.class, work);
        assertThat(caught).isNotNull();
        return caught;
    }

    private static List<Ip> untilNoneIsLeft(TestFederation.Plant plant) {
        var taken = new ArrayList<Ip>();
        while (true) {
            try {
                taken.add(plant.ipam.acquire(network(plant), "blue"));
            } catch (Problem e) {
                assertThat(e.code()).isEqualTo(ProblemCode.NO_ADDRESS_LEFT);
                return taken;
            }
        }
    }

    @Test
    public void aPlantThatWasNeverInvitedKeepsNothingAndDoesNotTick() {
        var federation = federation(1);
        var plant = federation.plants.getFirst();
        plant.restart(UnaryOperator.identity());

        federation.run(Duration.ofHours(1));

        assertThat(plant.store.<Boolean>read(
                        "test", tx -> tx.federation().kept().isEmpty()))
                .isTrue();
        assertThat(plant.self.get()).isEqualTo(metalplant.model.ip.Holder.ALONE);
    }

    @Test
    public void aFounderWhomNobodyJoinedLeavesAndHasWhatItHad() {
        var federation = federation(1);
        var plant = federation.plants.getFirst();
        var network = plant.ipam.external("internet", "198.51.100.0/28", "198.51.100.64/28");
        plant.ipam.acquire(network, "blue", "198.51.100.5");
        federation.found(TestFederation.pool("198.51.100.0/28", 28));

        plant.order(new Event.Drain());

        federation.runUntil(() -> plant.phase() == Phase.STANDALONE);
        plant.ipam.acquire(network, "blue", "198.51.100.6");
        assertThat(problem(() -> plant.ipam.acquire(network, "blue", "198.51.100.5"))
                        .code())
                .isEqualTo(ProblemCode.ADDRESS_TAKEN);
        assertThat(plant.self.get()).isEqualTo(metalplant.model.ip.Holder.ALONE);
    }

    @Test
    public void aFounderGoesOnAllocatingFromWhatItBrought() {
        var federation = federation(1);
        var plant = federation.plants.getFirst();
        var network = plant.ipam.external("internet", "198.51.100.0/28", "198.51.100.64/28");
        plant.ipam.acquire(network, "blue", "198.51.100.5");

        federation.found(TestFederation.pool("198.51.100.0/28", 28));

        assertThat(blocks(plant))
                .extracting(Block::holder, Block::state, Block::fence)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(plant.id.text(), Block.State.GRANTED, 1L));
        assertThat(plant.ipam.acquire(network, "blue", "198.51.100.6").namespace())
                .isEmpty();
        assertThat(problem(() -> plant.ipam.acquire(network, "blue", "198.51.100.5"))
                        .code())
                .isEqualTo(ProblemCode.ADDRESS_TAKEN);
        federation.runUntil(() -> pools(plant).size() == 2);
        assertThat(plant.ipam.acquire(network, "blue", "198.51.100.70").networkId())
                .isEqualTo("internet");
    }

    @Test
    public void whatIsKeptIsWhatIsKnownAgainAfterARestart() {
        var federation = pair();
        for (var plant : federation.plants) {
            var before = plant.state();

            plant.restart(UnaryOperator.identity());

            assertThat(KeptState.of(plant.state())).isEqualTo(KeptState.of(before));
            assertThat(plant.state().ledger()).isEqualTo(before.ledger());
        }
        federation.runUntil(federation::agree);
    }

    @Test
    public void eachPlantHasANumberOfItsOwn() {
        var federation = pair();
        federation.runUntil(() -> federation.plants.stream()
                .allMatch(plant -> PlantNumbers.windows(plant.state()).isPresent()));

        assertThat(federation.plants.stream().map(plant -> PlantNumbers.windows(plant.state())))
                .doesNotHaveDuplicates();
    }

    @Test
    public void machinesAndNetworksThatOthersMaySeeGetNumbersOfTheirPlantsWindow() {
        var federation = pair();
        var plant = federation.plants.get(1);
        var asns = NumberPool.asns(plant.store, plant.self::windows);
        var vrfs = NumberPool.vrfs(plant.store, plant.self::windows);
        plant.store.run("test", tx -> asns.take(tx, new NumberPool.Plan(NumberPool.ASN_BASE + 7), "before"));
        federation.runUntil(() -> plant.self.windows().isPresent());
        var windows = plant.self.windows().orElseThrow();

        var free = asns.propose();
        var unique = vrfs.proposeUnique();
        long asn = plant.store.<Long>run("test", tx -> asns.take(tx, free, "m"));
        long vni = plant.store.<Long>run("test", tx -> vrfs.take(tx, unique, "n"));

        assertThat(windows.machineAsns().contains(asn)).isTrue();
        assertThat(windows.vnis().contains(vni)).isTrue();
        assertThat(vrfs.propose().number()).isBetween(1L, 131_072L);
        assertThat(problem(() -> vrfs.requireUnique(windows.vnis().last() + 1)).code())
                .isEqualTo(ProblemCode.RULE_VIOLATED);
        plant.store.run("test", tx -> {
            asns.release(tx, asn);
            asns.release(tx, NumberPool.ASN_BASE + 7);
            return true;
        });
        assertThat(plant.store.<Integer>read(
                        "test",
                        tx -> tx.numbers().nextFree("asn", 1, 40_000_000).size()))
                .isEqualTo(1);
    }

    @Test
    public void membersAreKnownByTheirLabels() {
        var federation = pair();

        for (var plant : federation.plants) {
            assertThat(plant.store.read("test", tx -> tx.federation().members()).stream()
                            .map(FederationTable.Member::label))
                    .containsExactlyInAnyOrder("site_0", "site_1");
        }
    }

    @Test
    public void anAddressInTheBlockOfAnotherPlantIsRefusedWithItsLabel() {
        var federation = pair();
        var one = federation.plants.get(0);
        var other = federation.plants.get(1);
        var theirs = own(other, Block.State.GRANTED).getFirst().cidr().first().plus(BigInteger.TWO);

        var refused = problem(() -> one.ipam.acquire(network(one), "blue", theirs.toString()));

        assertThat(refused.code()).isEqualTo(ProblemCode.ADDRESS_HELD_ELSEWHERE);
        assertThat(refused.details()).containsEntry("plant", other.id.text()).containsEntry("plant-label", "site_1");
        assertThat(refused).hasMessageContaining("site_1");
        assertThat(other.ipam.acquire(network(other), "blue", theirs.toString()).address())
                .isEqualTo(theirs);
    }

    @Test
    public void anAddressThatNobodyHoldsIsRefusedWithoutAHolder() {
        var federation = pair();
        var one = federation.plants.getFirst();
        var free = blocks(one).stream()
                .filter(block -> block.state() == Block.State.FREE)
                .findFirst()
                .orElseThrow();
        var address = free.cidr().first().plus(BigInteger.ONE).toString();

        var refused = problem(() -> one.ipam.acquire(network(one), "blue", address));

        assertThat(refused.code()).isEqualTo(ProblemCode.ADDRESS_HELD_ELSEWHERE);
        assertThat(refused.details()).doesNotContainKey("plant");
    }

    @Test
    public void aFullPlantSaysHowManyBlocksAreIdleElsewhereAndIsGrantedMore() {
        var federation = pair();
        var plant = federation.plants.get(1);
        var taken = untilNoneIsLeft(plant);

        var refused = problem(() -> plant.ipam.acquire(network(plant), "blue"));
        long idle = Long.parseLong(refused.details().get("idle-blocks"));
        long held = usable(plant);
        assertThat(idle).isEqualTo(16 - held - usable(federation.plants.getFirst()));

        federation.runUntil(() -> usable(plant) > held);
        assertThat(plant.ipam.acquire(network(plant), "blue").address())
                .isNotIn(taken.stream().map(Ip::address).toList());
    }

    @Test
    public void anAddressOfASharedPrefixThatIsGivenBackStaysUnusedForAWhile() {
        var federation = pair();
        var plant = federation.plants.getFirst();
        var ip = plant.ipam.acquire(network(plant), "blue");
        var text = ip.address().toString();

        plant.ipam.freeIp.run(text, java.util.Optional.empty());

        assertThat(problem(() -> plant.ipam.acquire(network(plant), "blue", text))
                        .code())
                .isEqualTo(ProblemCode.ADDRESS_TAKEN);
        assertThat(untilNoneIsLeft(plant).stream().map(Ip::address)).doesNotContain(ip.address());
        federation.run(AddressAllocator.HOLD_DOWN);
        assertThat(plant.ipam.acquire(network(plant), "blue", text).address()).isEqualTo(ip.address());
    }

    @Test
    public void blocksAboveTheSparesGoBackAndGiveNothingWhileTheyDo() {
        // given a plant that needed many blocks
        var federation = pair();
        var plant = federation.plants.get(1);
        var taken = new ArrayList<Ip>();
        for (int i = 0; i < 4; i++) {
            taken.addAll(untilNoneIsLeft(plant));
            long held = usable(plant);
            federation.runUntil(() -> usable(plant) > held);
        }
        assertThat(usable(plant)).isGreaterThan(4);
        // when it needs none of them any more, and nobody hears of it
        taken.forEach(ip -> plant.ipam.freeIp.run(ip.address().toString(), java.util.Optional.empty()));
        federation.run(AddressAllocator.HOLD_DOWN);
        federation.links.cutOff(0);
        federation.runUntil(() -> !own(plant, Block.State.RETURNING).isEmpty());
        // then what is on its way back gives nothing, and what stays does
        var leaving = own(plant, Block.State.RETURNING);
        assertThat(untilNoneIsLeft(plant))
                .isNotEmpty()
                .noneMatch(ip -> leaving.stream().anyMatch(block -> block.cidr().contains(ip.address())));
        federation.links.heal();
        federation.runUntil(() -> own(plant, Block.State.RETURNING).isEmpty());
    }

    @Test
    public void aPlantAsksForWhatItWillTakeInThirtyDaysAndNotForWhatItTookToday() {
        // given a plant that took most of a block today
        var federation = pair();
        var plant = federation.plants.get(1);
        for (int i = 0; i < 10; i++) {
            plant.ipam.acquire(network(plant), "blue");
        }
        federation.run(Duration.ofMinutes(5));
        assertThat(usable(plant)).isEqualTo(1);

        // when it still has them a day later, it needs as many once more
        federation.sleep(Duration.ofHours(25));
        federation.runUntil(() -> usable(plant) == 2);

        // then more than that it does not take from the others
        federation.run(Duration.ofMinutes(5));
        assertThat(usable(plant)).isEqualTo(2);
        assertThat(usable(federation.plants.getFirst())).isEqualTo(1);
    }

    @Test
    public void oneAddressMovesToAnotherPlant() {
        var federation = pair();
        var one = federation.plants.get(0);
        var other = federation.plants.get(1);
        var block = own(one, Block.State.GRANTED).getFirst();
        var address = block.cidr().first().plus(BigInteger.valueOf(5));

        one.order(new Event.MoveRange(new Range(TestFederation.SHARED, address.value(), BigInteger.ONE), other.id));
        federation.runUntil(() -> own(other, Block.State.GRANTED).stream()
                .anyMatch(held -> held.cidr().equals(address.asHost())));
        federation.runUntil(federation::agree);

        assertThat(other.ipam
                        .acquire(network(other), "blue", address.toString())
                        .address())
                .isEqualTo(address);
        assertThat(problem(() -> one.ipam.acquire(network(one), "blue", address.toString()))
                        .details())
                .containsEntry("plant-label", "site_1");
        assertThat(blocks(one)).isEqualTo(blocks(other));
    }

    @Test
    public void aRestoredPlantAllocatesNothingFromItsOldBlocksUntilItIsReconciled() {
        // given a plant with addresses in the blocks of its first life
        var federation = pair();
        var plant = federation.plants.get(1);
        var kept = plant.ipam.acquire(network(plant), "blue");
        federation.links.cutOff(1);
        // when it is restored while it is alone
        plant.restartInTheNextLife();
        // then nothing new comes out of them, and what is in use stays
        assertThat(usable(plant)).isZero();
        assertThat(own(plant, Block.State.RECOVERING)).isNotEmpty();
        assertThat(untilNoneIsLeft(plant)).isEmpty();
        assertThat(plant.ipam.found(metalplant.model.ip.IpQuery.ALL))
                .extracting(Ip::address)
                .containsExactly(kept.address());
        // and it goes on once a member has seen it and an operator has looked
        federation.links.heal();
        plant.acceptReconciled();
        federation.runUntil(() -> own(plant, Block.State.RECOVERING).isEmpty() && plant.phase() == Phase.MEMBER);
        assertThat(plant.ipam.acquire(network(plant), "blue").address()).isNotEqualTo(kept.address());
    }

    @Test
    public void aPrefixThatWasHereBeforeAndSomebodyElseBringsStaysALocalOneAndGivesNothingNew() {
        var federation = federation(2);
        var one = federation.plants.get(0);
        var other = federation.plants.get(1);
        internet(one);
        internet(other);
        other.ipam.updateNetwork.run(new UpdateNetwork.Request(
                "internet",
                Optional.of("another one"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                false));
        var before = other.ipam.acquire(network(other), "blue").address();
        federation.found(TestFederation.pool(TestFederation.SHARED, 24));
        federation.join(other, TestFederation.pool(TestFederation.SHARED, 24));

        assertThat(blocks(other)).singleElement().matches(Block::local);
        assertThat(own(one, Block.State.GRANTED)).hasSize(1);
        for (var refused : List.of(
                problem(() -> other.ipam.acquire(network(other), "blue")),
                problem(() -> other.ipam.acquire(network(other), "blue", "203.0.113.77")))) {
            assertThat(refused.code()).isEqualTo(ProblemCode.PREFIX_CLAIMED_ELSEWHERE);
            assertThat(refused).hasMessageContaining("plant \"site_0\"");
        }
        assertThat(other.alarms).anyMatch(text -> text.contains(before.toString()) && text.contains("site_0"));
        other.ipam.freeIp.run(before.toString(), Optional.empty());
    }

    @Test
    public void aNetworkOfAMemberGivesAddressesOnceTheLedgerSaysWhoseItsPrefixIs() {
        var federation = pair();
        var one = federation.plants.get(0);
        var other = federation.plants.get(1);
        federation.links.cutOff(1);
        var late = other.ipam.external("late", CLAIMED);
        assertThat(problem(() -> other.ipam.acquire(late, "blue")).code()).isEqualTo(ProblemCode.PREFIX_UNCLAIMED);
        assertThat(problem(() -> other.ipam.acquire(late, "blue", "198.51.100.9"))
                        .code())
                .isEqualTo(ProblemCode.PREFIX_UNCLAIMED);

        var early = one.ipam.external("early", "198.51.100.0/25");
        federation.links.heal();
        federation.runUntil(() -> pools(one).contains(CLAIMED) || pools(one).contains("198.51.100.0/25"));
        federation.runUntil(federation::agree);

        boolean first = pools(one).contains(CLAIMED);
        var winner = first ? other : one;
        var loser = first ? one : other;
        assertThat(winner.ipam.acquire(first ? late : early, "blue")).isNotNull();
        var refused = problem(() -> loser.ipam.acquire(first ? early : late, "blue"));
        assertThat(refused.code()).isEqualTo(ProblemCode.PREFIX_CLAIMED_ELSEWHERE);
        assertThat(refused).hasMessageContaining(winner.label());
        assertThat(loser.alarms).anyMatch(text -> text.contains("gives no new addresses") && text.contains("none"));
        // Private networks of two projects may have what they like.
        loser.ipam.superNetwork("super", false, Map.of("IPv4", 24), "198.18.0.0/16");
        assertThat(loser.ipam.acquire(loser.ipam.allocate("blue", Map.of()), "blue"))
                .isNotNull();
    }

    private static final String CLAIMED = "198.51.100.0/24";

    private static List<String> pools(TestFederation.Plant plant) {
        return plant.store.read(
                "test",
                tx -> tx.federation().pools().stream()
                        .map(FederationTable.Pool::pool)
                        .toList());
    }

    @Test
    public void whatWasClaimedIsThePlantsOwnWhenItLeaves() {
        var federation = pair();
        var other = federation.plants.get(1);
        var network = other.ipam.external("late", CLAIMED);
        federation.runUntil(() -> pools(other).contains(CLAIMED));
        var before = other.ipam.acquire(network, "blue").address();
        other.ipam.removeNetwork.delete("internet");

        other.order(new Event.Drain());
        federation.runUntil(() -> other.phase() == Phase.STANDALONE
                && other.state().ledger().state().isEmpty());

        assertThat(other.ipam.acquire(network, "blue").address()).isNotEqualTo(before);
        assertThat(pools(federation.plants.get(0))).doesNotContain(CLAIMED);
    }

    @Test
    public void aPrefixInUseHereCannotBeShared() {
        var federation = federation(1);
        var plant = federation.plants.getFirst();
        internet(plant);
        federation.found();

        assertThat(problem(() -> federation.share(TestFederation.pool(TestFederation.SHARED, 28)))
                        .code())
                .isEqualTo(ProblemCode.RULE_VIOLATED);
    }

    @Test
    public void aSharedPrefixIsNotCutDifferentlyByANetwork() {
        var federation = pair();
        var plant = federation.plants.getFirst();

        assertThat(problem(() -> plant.ipam.external("other", "203.0.113.128/25"))
                        .code())
                .isEqualTo(ProblemCode.PREFIX_OVERLAPS);
    }

    @Test
    public void aNetworkThatGoesAndComesBackFindsItsBlocks() {
        var federation = pair();
        var plant = federation.plants.getFirst();
        var before = blocks(plant);

        plant.ipam.removeNetwork.delete("internet");
        internet(plant);

        assertThat(blocks(plant)).isEqualTo(before);
    }

    @Test
    public void aPlantThatIsPutOutAllocatesNothingFromSharedBlocks() {
        var federation = pair();
        var other = federation.plants.get(1);
        var one = federation.plants.getFirst();
        one.want(new MemberCommand.MemberEvict(other.id));

        federation.runUntil(() -> other.phase() == Phase.REJOIN_REQUIRED);

        assertThat(untilNoneIsLeft(other)).isEmpty();
        federation.runUntil(() -> blocks(one).stream().anyMatch(block -> block.state() == Block.State.QUARANTINED));
    }

    @Test
    public void blocksOfAnEvictedPlantAreFreeBehindProofAndQuietAndOnlyThen() {
        // given a plant that is put out and does not hear of it
        var federation = pair();
        var one = federation.plants.getFirst();
        var other = federation.plants.get(1);
        other.ipam.acquire(network(other), "blue");
        federation.runUntil(federation::agree);
        federation.links.cutOff(1);
        federation.breakGlass(one);
        one.want(new MemberCommand.MemberEvict(other.id));
        federation.runUntil(() -> states(one, other).equals(Set.of(Block.State.QUARANTINED)));
        federation.run(HOLD_DOWN.multipliedBy(3));
        assertThat(states(one, other)).as("without proof").containsExactly(Block.State.QUARANTINED);
        // when its end is proven, and something of it is still seen here
        var theirs = blocks(one).stream()
                .filter(block -> block.state() == Block.State.QUARANTINED)
                .findFirst()
                .orElseThrow();
        one.sees = prefixes -> prefixes.stream()
                .filter(theirs.cidr()::equals)
                .findFirst()
                .map(_ -> new Sightings.Sighted(
                        theirs.cidr().first().plus(BigInteger.ONE).asHost(), "route dev leaf1"));
        one.want(new MemberCommand.FenceProof(
                other.id, FenceKind.ROUTES_WITHDRAWN, List.of("day-shift", "night-shift")));
        federation.run(HOLD_DOWN.multipliedBy(3));
        // then it stays, and the ledger says why, but not at each tick
        assertThat(states(one, other)).as("while seen").containsExactly(Block.State.QUARANTINED);
        assertThat(one.state().federation().members().get(other.id).sightedAt()).isPositive();
        assertThat(sightings(one)).isBetween(2L, 15L);
        // when nothing is seen any more, but an operator reports it once
        one.sees = Sightings.NONE;
        federation.run(HOLD_DOWN.dividedBy(2));
        one.want(new EscrowCommand.Sighting(
                new Range(TestFederation.SHARED, theirs.cidr().first().value(), BigInteger.ONE), "a customer"));
        federation.run(HOLD_DOWN.dividedBy(2).plus(Duration.ofMinutes(2)));
        assertThat(states(one, other)).as("half of the time behind a report").containsExactly(Block.State.QUARANTINED);
        // then it is free when the whole time has passed
        federation.runUntil(() -> states(one, other).isEmpty());
        assertThat(one.state().federation().members().get(other.id).status()).isEqualTo(Member.Status.RECLAIMED);
    }

    @Test
    public void whatAFencedPlantHadWaitsForEachMemberThatMayHaveFollowedIt() {
        // given three plants, one of which is out of sight when another one is put out and fenced
        var federation = sharing(3);
        var one = federation.plants.get(0);
        var lost = federation.plants.get(1);
        federation.links.cutOff(2);
        federation.run(Duration.ofMinutes(20));
        one.want(new EpochCommand.VoterSet(voters(one, lost)));
        federation.runUntil(() -> !isVoter(one, federation.plants.get(2)));
        one.want(new MemberCommand.MemberEvict(lost.id));
        federation.runUntil(() -> lost.phase() == Phase.REJOIN_REQUIRED);
        one.want(
                new MemberCommand.FenceProof(lost.id, FenceKind.ROUTES_WITHDRAWN, List.of("day-shift", "night-shift")));
        federation.run(HOLD_DOWN.multipliedBy(3));
        // then nothing of it is free, because the one that nobody sees may have followed it
        assertThat(states(one, lost)).containsExactly(Block.State.QUARANTINED);
        assertThat(Followers.possible(one.state().federation().members()))
                .extracting(Member::plant)
                .containsExactly(federation.plants.get(2).id);
        // when it is back, and says that it did not
        federation.links.heal();
        federation.runUntil(() -> states(one, lost).isEmpty());
        assertThat(one.state().federation().pools().reserveOwners()).doesNotContain(lost.id);
    }

    private static List<Voter> voters(TestFederation.Plant at, TestFederation.Plant other) {
        return at.state().federation().epoch().voters().stream()
                .filter(voter -> voter.plant().equals(at.id) || voter.plant().equals(other.id))
                .toList();
    }

    private static boolean isVoter(TestFederation.Plant at, TestFederation.Plant plant) {
        return at.state().federation().epoch().isVoter(plant.id);
    }

    private static Set<Block.State> states(TestFederation.Plant at, TestFederation.Plant holder) {
        return blocks(at).stream()
                .filter(block -> block.holder().equals(holder.id.text()) && block.state() != Block.State.FREE)
                .map(Block::state)
                .collect(java.util.stream.Collectors.toSet());
    }

    private static long sightings(TestFederation.Plant plant) {
        return plant.log().stream()
                .map(bytes -> CanonicalForm.decode(Entry.class, bytes.toArray())
                        .body()
                        .command())
                .filter(EscrowCommand.Sighting.class::isInstance)
                .count();
    }

    @Test
    public void aPrefixWithAnEndGivesNothingNewToAPlantThatReachesNobodyForTooLong() {
        // given a prefix whose new addresses end three days behind the last contact
        var federation = pair();
        var one = federation.plants.getFirst();
        var other = federation.plants.get(1);
        one.want(new EscrowCommand.AllocateUntil(
                TestFederation.SHARED, Duration.ofDays(3).toMillis()));
        federation.runUntil(() -> end(other) > 0);
        var kept = other.ipam.acquire(network(other), "blue");
        // when one plant is cut off for less than that, and then for more
        federation.links.cutOff(1);
        federation.sleep(Duration.ofHours(46));
        var last = other.ipam.acquire(network(other), "blue");
        federation.sleep(Duration.ofHours(3));
        // then it gives nothing new, by name or not, and says why; what is in use stays, and can be given back
        var refused = problem(() -> other.ipam.acquire(network(other), "blue"));
        assertThat(refused.code()).isEqualTo(ProblemCode.OFFLINE_TOO_LONG);
        assertThat(refused).hasMessageContaining(TestFederation.SHARED).hasMessageContaining("restore the link");
        var named = own(other, Block.State.GRANTED).getFirst().cidr().last().plus(BigInteger.ONE.negate());
        assertThat(problem(() -> other.ipam.acquire(network(other), "blue", named.toString()))
                        .code())
                .isEqualTo(ProblemCode.OFFLINE_TOO_LONG);
        assertThat(other.ipam.found(metalplant.model.ip.IpQuery.ALL))
                .extracting(Ip::address)
                .containsExactlyInAnyOrder(kept.address(), last.address());
        other.ipam.freeIp.run(last.address().toString(), java.util.Optional.empty());
        // and contact opens it again
        federation.links.heal();
        federation.run(Duration.ofMinutes(20));
        assertThat(other.ipam.acquire(network(other), "blue")).isNotNull();
        // and one that is taken away is gone
        other.want(new EscrowCommand.AllocateUntil(TestFederation.SHARED, 0));
        federation.runUntil(() -> end(other) == 0);
        federation.links.cutOff(1);
        federation.sleep(Duration.ofDays(400));
        assertThat(other.ipam.acquire(network(other), "blue")).isNotNull();
    }

    private static long end(TestFederation.Plant plant) {
        return plant.state().federation().pools().get(TestFederation.SHARED).offlineMillis();
    }

    @Test
    public void aPlantWithOldSoftwareKeepsItsMirrorStillAndGoesOnAllocating() {
        // given a pair whose ledger reached the level of new software, and one of them goes back to the old one
        var federation = pair();
        var one = federation.plants.getFirst();
        var other = federation.plants.get(1);
        federation.runUntil(() -> one.state().federation().level() == 2);
        federation.runUntil(federation::agree);
        other.level = 1;
        other.restart(UnaryOperator.identity());
        // when something is written that it does not know
        one.want(new EscrowCommand.AllocateUntil(
                TestFederation.SHARED, Duration.ofDays(3).toMillis()));
        federation.runUntil(() -> other.state().halted().isPresent());
        long head = other.state().ledger().head().seq();
        federation.run(Duration.ofHours(1));
        // then it stops there, says so, and allocates from what it holds
        assertThat(other.state().ledger().head().seq()).isEqualTo(head);
        assertThat(other.alarms).anyMatch(text -> text.contains("too old"));
        assertThat(other.ipam.acquire(network(other), "blue")).isNotNull();
        // and goes on with the new software
        other.level = 2;
        other.restart(UnaryOperator.identity());
        federation.runUntil(federation::agree);
        assertThat(other.state().federation().pools().get(TestFederation.SHARED).offlineMillis())
                .isPositive();
    }

    @Test
    public void whoeverLeavesKeepsWhatItBrought() {
        var federation = federation(2);
        var other = federation.plants.get(1);
        other.ipam.external("internet", "198.51.100.0/28");
        federation.found();
        federation.join(other, TestFederation.pool("198.51.100.0/28", 28));
        assertThat(blocks(other)).singleElement().matches(block -> !block.local());

        other.order(new Event.Drain());
        federation.runUntil(() -> other.phase() == Phase.STANDALONE);

        assertThat(blocks(other)).singleElement().matches(Block::local);
        assertThat(other.ipam.acquire(network(other), "blue")).isNotNull();
        assertThat(other.store.<List<FederationTable.Pool>>read(
                        "test", tx -> tx.federation().pools()))
                .isEmpty();
    }

    @Test
    public void aJoinGoesOnAfterACrashAtAnyCommit() {
        int commits = 0;
        boolean died = true;
        while (died) {
            commits += crashStride();
            died = joinWithACrash(commits);
        }
        assertThat(commits).isGreaterThan(5);
    }

    /** Whether the joiner got as far as to die. */
    private boolean joinWithACrash(int commits) {
        var federation = federation(2);
        var joiner = federation.plants.get(1);
        joiner.ipam.external("internet", "198.51.100.0/28");
        federation.found();
        joiner.restart(store -> new CrashingStore(store, commits));
        federation.beginJoin(joiner, TestFederation.pool("198.51.100.0/28", 28));
        boolean died = false;
        for (int i = 0; i < 200 && (joiner.crashed || joiner.phase() != Phase.MEMBER); i++) {
            if (joiner.crashed) {
                died = true;
                joiner.restart(UnaryOperator.identity());
            }
            joiner.acceptPlan();
            federation.run(Duration.ofSeconds(10));
        }
        federation.runUntil(() -> {
            if (joiner.crashed) {
                joiner.restart(UnaryOperator.identity());
            }
            return joiner.phase() == Phase.MEMBER && federation.agree();
        });
        assertThat(blocks(joiner))
                .singleElement()
                .matches(block -> block.holder().equals(joiner.id.text()));
        return died;
    }

    @Test
    public void whatTheDatabaseKeepsOfAnotherReleaseOrDamagedIsRefused() {
        var federation = pair();
        var plant = federation.plants.getFirst();
        plant.store.run("test", tx -> {
            var kept = tx.federation().kept().orElseThrow();
            return tx.federation()
                    .keep(new FederationTable.Kept(
                            kept.revision() + 1, KeptState.FORMAT + 1, kept.step(), kept.reconciled(), kept.content()));
        });

        assertThatThrownBy(() -> plant.restart(UnaryOperator.identity()))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.STORED_STATE_IMPOSSIBLE));
    }
}
