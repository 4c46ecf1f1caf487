package metalplant.federation.plant;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.FenceKind;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.Horizon;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.WitnessCommand;
import metalplant.federation.guard.Guards;
import metalplant.federation.ledger.TestLedger;
import metalplant.federation.membership.Phase;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.Moment;
import metalplant.federation.value.SortedTree;
import org.junit.jupiter.api.Test;

class PlantStepTest {
    /** A plant without rows that wants addresses. */
    static class Idle implements LocalPlane {
        @Override
        public long live(Range range) {
            return 0;
        }

        @Override
        public OptionalLong expected(String pool) {
            return OptionalLong.of(0);
        }

        @Override
        public boolean uses(PoolKind kind) {
            return kind == PoolKind.IPV4;
        }

        @Override
        public List<LocalEntity> unpublished(int max) {
            return List.of();
        }

        @Override
        public Hash inventory() {
            return Hash.NONE;
        }

        @Override
        public Optional<Seen> sighted(List<Range> quarantined) {
            return Optional.empty();
        }

        @Override
        public boolean reconciled() {
            return true;
        }
    }

    record Entries(List<Bytes> list) implements EntryLog {
        @Override
        public Optional<Bytes> at(long seq) {
            return seq >= 0 && seq < list.size() ? Optional.of(list.get((int) seq)) : Optional.empty();
        }

        @Override
        public List<Bytes> from(long seq, int max) {
            return list.stream().skip(seq).limit(max).toList();
        }
    }

    private static Surroundings around(TestLedger made, TestLedger.Plant plant) {
        return around(made, plant, new Idle(), TestLedger.ACCEPTANCE, 1);
    }

    private static Surroundings around(
            TestLedger made,
            TestLedger.Plant plant,
            LocalPlane plane,
            metalplant.federation.ledger.Acceptance acceptance,
            long steadyMillis) {
        return new Surroundings(
                new Moment(0, steadyMillis),
                new Random(3),
                plant.signer(),
                acceptance,
                new Entries(new ArrayList<>(made.log)),
                plane,
                PlantConfig.DEFAULT);
    }

    static PlantState member(TestLedger made, TestLedger.Plant plant) {
        return new PlantState(
                plant.record(),
                "peer-" + plant.record().label(),
                Phase.MEMBER,
                made.ledger(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                metalplant.federation.invite.InviteBook.NONE,
                SortedTree.empty(),
                false,
                SortedTree.empty(),
                -1,
                SortedTree.empty(),
                -1,
                Optional.empty(),
                SortedTree.empty());
    }

    private static <T> List<T> of(Class<T> type, Stepped stepped) {
        return stepped.effects().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static Message sealAnswer(Stepped stepped) {
        return of(Effect.Send.class, stepped).getLast().message();
    }

    @Test
    void theSameStepGivesTheSameResult() {
        var made = TestLedger.pair();
        var state = member(made, made.north);
        assertThat(PlantStep.step(state, new Event.Tick(), around(made, made.north)))
                .isEqualTo(PlantStep.step(state, new Event.Tick(), around(made, made.north)));
    }

    @Test
    void aReserveOwnerWritesDownWhatItSignsAndSignsItForOneOnly() {
        // given
        var made = TestLedger.three();
        var forSouth = made.body(made.south, made.grant(5, made.south));
        var forWest = made.body(made.west, made.grant(5, made.west));
        // when
        var first = PlantStep.step(
                member(made, made.north),
                new Event.Received(made.south.id(), new Message.SealWanted(forSouth)),
                around(made, made.north));
        var again = PlantStep.step(
                first.state(),
                new Event.Received(made.south.id(), new Message.SealWanted(forSouth)),
                around(made, made.north));
        var other = PlantStep.step(
                again.state(),
                new Event.Received(made.west.id(), new Message.SealWanted(forWest)),
                around(made, made.north));
        // then
        assertThat(sealAnswer(first)).isInstanceOf(Message.SealGiven.class);
        assertThat(first.state().promises()).hasSize(1);
        assertThat(sealAnswer(again)).isEqualTo(sealAnswer(first));
        assertThat(sealAnswer(other)).isInstanceOf(Message.SealDenied.class);
    }

    @Test
    void nobodySignsForAPlaceThatIsNotNext() {
        var made = TestLedger.three();
        Body early = made.body(made.south, made.grant(5, made.south));
        made.accepted(made.north, made.grant(0, made.north));
        var answer = PlantStep.step(
                member(made, made.north),
                new Event.Received(made.south.id(), new Message.SealWanted(early)),
                around(made, made.north));
        assertThat(sealAnswer(answer)).isInstanceOf(Message.SealDenied.class);
        assertThat(answer.state().promises()).isEmpty();
    }

    /** Of one block of 16. */
    private static LocalPlane using(long live, long expected) {
        return new Idle() {
            @Override
            public long live(Range range) {
                return live;
            }

            @Override
            public OptionalLong expected(String pool) {
                return OptionalLong.of(expected);
            }
        };
    }

    @Test
    void aPlantAsksAheadForWhatIsReservedToItAndForNothingOfAnybodyElse() {
        // given two plants with a block each, and the rest of the pool is reserved to north
        var made = TestLedger.pair();
        made.accepted(made.north, made.grant(5, made.north));
        made.accepted(made.north, made.grant(6, made.south));
        var south = hearing(made, made.south, made.north);

        // then north takes a block of its own when it will need one, and not before
        assertThat(of(Effect.Append.class, tick(made, made.north, member(made, made.north), using(8, 8))))
                .isEmpty();
        assertThat(of(Effect.Append.class, tick(made, made.north, member(made, made.north), using(8, 9))))
                .hasSize(1);
        // and south asks north only when it needs one now
        assertThat(wanted(tick(made, made.south, south, using(8, 9)))).isEmpty();
        assertThat(wanted(tick(made, made.south, south, using(13, 9)))).hasSize(1);
    }

    private static Stepped tick(TestLedger made, TestLedger.Plant plant, PlantState state, LocalPlane plane) {
        return PlantStep.step(state, new Event.Tick(), around(made, plant, plane, TestLedger.ACCEPTANCE, 1));
    }

    private static List<Message> wanted(Stepped stepped) {
        return of(Effect.Send.class, stepped).stream()
                .map(Effect.Send::message)
                .filter(Message.SealWanted.class::isInstance)
                .toList();
    }

    @Test
    void anUnknownOutcomeIsReadBackAndNothingElseIsTriedMeanwhile() {
        // given a plant that asks for a block
        var made = TestLedger.pair();
        var asked = PlantStep.step(member(made, made.north), new Event.Tick(), around(made, made.north));
        var append = of(Effect.Append.class, asked).getFirst();
        // when nobody knows what became of it
        var unknown = PlantStep.step(
                asked.state(),
                new Event.Appended(append.lineage(), Hash.of(append.entry().toArray()), new Carrier.Outcome.Unknown()),
                around(made, made.north));
        var later = PlantStep.step(unknown.state(), new Event.Tick(), around(made, made.north));
        // then
        assertThat(of(Effect.Read.class, unknown)).hasSize(1);
        assertThat(of(Effect.Append.class, later)).containsExactly(append);
    }

    @Test
    void aCommittedGrantIsUsedAndAReturnedOneIsNot() {
        var made = TestLedger.pair();
        made.accepted(made.north, made.grant(5, made.north));
        var state = member(made, made.north);
        var number = TestLedger.block(5).first();
        assertThat(Holdings.usable(state, TestLedger.SHARED.id(), number, Guards.ALL))
                .isTrue();
        assertThat(Holdings.usable(state, TestLedger.SHARED.id(), number.add(BigInteger.valueOf(16)), Guards.ALL))
                .isFalse();
        var moving = PlantStep.step(
                state, new Event.MoveRange(TestLedger.block(5), made.south.id()), around(made, made.north));
        assertThat(Holdings.usable(moving.state(), TestLedger.SHARED.id(), number, Guards.ALL))
                .isFalse();
    }

    @Test
    void aRestoredPlantUsesNothingOfItsEarlierLife() {
        var made = TestLedger.pair();
        made.accepted(made.north, made.grant(5, made.north));
        var life = new Incarnation(1, Bytes.of(new byte[16]));
        var restored = PlantStep.step(
                member(made, made.north), new Event.Restored(life, "peer-north-2"), around(made, made.north));
        assertThat(restored.state().phase()).isEqualTo(Phase.RECOVERING);
        assertThat(Holdings.usable(
                        restored.state(),
                        TestLedger.SHARED.id(),
                        TestLedger.block(5).first(),
                        Guards.ALL))
                .isFalse();
    }

    /** Of a copy this is the only way to know: nobody has spoken to it, and only people can say that there is another one. */
    @Test
    void whoBreaksGlassAfterItWasSaidToBePutBackRemembersNothingForCertain() {
        var made = TestLedger.pair();
        var life = new Incarnation(1, Bytes.of(new byte[16]));
        var glass = new Event.BreakGlass(made.recovery, List.of(), "peer-north-3");
        var restored = PlantStep.step(
                member(made, made.north), new Event.Restored(life, "peer-north-2"), around(made, made.north));

        var before = PlantStep.step(member(made, made.north), glass, around(made, made.north));
        var after = PlantStep.step(restored.state(), glass, around(made, made.north));

        assertThat(before.state().federation().epoch().remembers()).isTrue();
        assertThat(after.state().federation().epoch().remembers()).isFalse();
        assertThat(after.state().federation().epoch().needsPeople(made.north.id()))
                .isTrue();
    }

    @Test
    void anEvictedPlantIsFrozen() {
        var made = TestLedger.pair();
        made.accepted(made.north, made.grant(5, made.south));
        var before = member(made, made.south);
        made.accepted(made.north, new MemberCommand.MemberEvict(made.south.id()));
        var after = PlantStep.step(before, new Event.Offered(List.of(made.log.getLast())), around(made, made.south));
        assertThat(after.state().phase()).isEqualTo(Phase.REJOIN_REQUIRED);
        assertThat(Holdings.usable(
                        after.state(),
                        TestLedger.SHARED.id(),
                        TestLedger.block(5).first(),
                        Guards.ALL))
                .isFalse();
        assertThat(Holdings.holder(
                        after.state(),
                        TestLedger.SHARED.id(),
                        TestLedger.block(5).first()))
                .contains(made.south.id());
    }

    @Test
    void aForgedEntryFromAMemberChangesNothingButRaisesAnAlarm() {
        var made = TestLedger.pair();
        var entry = made.entry(made.north, made.grant(5, made.north));
        var state = member(made, made.south);
        var forged = entry.withFlippedBit(entry.size() * 8 - 9);
        var stepped = PlantStep.step(
                state,
                new Event.Received(made.north.id(), new Message.Chunk(List.of(forged))),
                around(made, made.south));
        assertThat(stepped.state()).isEqualTo(state);
        assertThat(of(Effect.Alarm.class, stepped)).isNotEmpty();
    }

    @Test
    void aPlantWhoseHeadIsElsewhereIsToldSo() {
        var made = TestLedger.pair();
        var elsewhere = new Head(1, Hash.of(new byte[] {1}));
        var stepped = PlantStep.step(
                member(made, made.north),
                new Event.Received(made.south.id(), new Message.Pull(elsewhere)),
                around(made, made.north));
        assertThat(sealAnswer(stepped)).isInstanceOf(Message.Diverged.class);
    }

    @Test
    void onlyTheRightPlantWithTheRightRequestIsHosted() {
        var made = TestLedger.founded();
        var ready = new Message.JoinReady(new UUID(4, 4), Hash.NONE, made.south.record(), List.of(), List.of());
        var stepped = PlantStep.step(
                member(made, made.north), new Event.Received(made.south.id(), ready), around(made, made.north));
        assertThat(sealAnswer(stepped)).isInstanceOf(Message.JoinRefused.class);
        assertThat(stepped.state().host()).isEmpty();
    }

    /** North and south vote; west is evicted and fenced, and its block in quarantine. */
    private static TestLedger fenced() {
        var made = TestLedger.three().reaching(2);
        made.accepted(made.north, made.grant(5, made.west));
        made.accepted(made.north, new MemberCommand.MemberEvict(made.west.id()));
        made.accepted(
                made.north,
                new MemberCommand.FenceProof(made.west.id(), FenceKind.DESTROYED, List.of("day-shift", "night-shift")));
        made.accepted(made.north, new EscrowCommand.BlockQuarantine(TestLedger.block(5)));
        return made;
    }

    private static PlantState tick(
            TestLedger made, PlantState state, long minutes, LocalPlane plane, List<Effect> effects) {
        var stepped = PlantStep.step(
                state, new Event.Tick(), around(made, made.north, plane, TestLedger.ACCEPTANCE, minutes * 60_000));
        effects.addAll(stepped.effects());
        return stepped.state();
    }

    private static final LocalPlane SEES = new Idle() {
        @Override
        public Optional<Seen> sighted(List<Range> quarantined) {
            return Optional.of(new Seen(quarantined.getFirst(), "route dev leaf1"));
        }
    };

    @Test
    void behindAFenceAPlantSaysThatItStandsHereUnlessItUsesWhatTheFencedOneHadOrDoesNotKnow() {
        var made = fenced();
        var uses = new Idle() {
            @Override
            public long live(Range range) {
                return range.overlaps(TestLedger.block(5)) ? 1 : 0;
            }
        };
        var forgot = new Idle() {
            @Override
            public boolean reconciled() {
                return false;
            }
        };
        var state = member(made, made.north);
        assertThat(wanted(made, state, uses, EpochCommand.ReserveAttest.class)).isEmpty();
        assertThat(wanted(made, state, forgot, EpochCommand.ReserveAttest.class))
                .isEmpty();
        var stands = wanted(made, state, new Idle(), EpochCommand.ReserveAttest.class);
        assertThat(stands).isPresent();
        made.accept(stands.get());
        assertThat(wanted(made, member(made, made.north), new Idle(), EpochCommand.ReserveAttest.class))
                .isEmpty();
    }

    @Test
    void whatIsSeenAliveBeginsTheHoldDownAnewAndIsToldOnceForAWhile() {
        var made = fenced();
        var effects = new ArrayList<Effect>();
        var state = tick(made, member(made, made.north), 0, new Idle(), effects);
        assertThat(tick(made, state, 1, new Idle(), effects).waited().get(made.west.id()))
                .contains(60_000L);
        state = tick(made, state, 60, new Idle(), effects);
        assertThat(state.waited().get(made.west.id())).contains(3_600_000L);
        // when this plant sees something of it
        var seen = tick(made, state, 61, SEES, effects);
        // then it waits from here on, and tells all others
        assertThat(seen.waited().get(made.west.id())).contains(0L);
        assertThat(effects)
                .anyMatch(effect ->
                        effect instanceof Effect.Alarm alarm && alarm.text().contains("route dev leaf1"));
        var told = wanted(made, seen, SEES, EscrowCommand.Sighting.class);
        assertThat(told).isPresent();
        // and the others wait anew when they read it
        made.accept(told.get());
        var read = PlantStep.step(
                state,
                new Event.Offered(List.of(told.get())),
                around(made, made.north, new Idle(), TestLedger.ACCEPTANCE, 61 * 60_000));
        assertThat(read.state().waited().get(made.west.id())).contains(0L);
        assertThat(wanted(made, read.state(), SEES, EscrowCommand.Sighting.class))
                .isEmpty();
    }

    @Test
    void aSharedPrefixOfOneBlockIsNotGivenUpByThePlantThatHasTheBlock() {
        var made = TestLedger.pair().reaching(2);
        var shared = TestLedger.pool("192.0.2.0/28", 28);
        made.accepted(made.north, new EscrowCommand.PrefixAdd(shared));
        var all = new Range(shared.id(), shared.first(), shared.size());
        made.accepted(
                made.north,
                new EscrowCommand.BlockGrant(
                        all,
                        made.north.id(),
                        0,
                        made.state().pools().get(shared.id()).nextFence()));
        var state = member(made, made.north);
        // then only what it brought along goes back when no network has it
        assertThat(wanted(made, state, without(shared.id()), EscrowCommand.PrefixRetire.class))
                .isEmpty();
        assertThat(wanted(made, state, without("198.51.100.0/28"), EscrowCommand.PrefixRetire.class))
                .isPresent();
    }

    /** A plant that has no network any more with addresses of this pool. */
    private static LocalPlane without(String given) {
        return new Idle() {
            @Override
            public boolean needs(String pool) {
                return !pool.equals(given);
            }
        };
    }

    @Test
    void aPrefixThatIsOrderedSharedIsNotClaimedOnTheWay() {
        var made = TestLedger.pair().reaching(2);
        var prefix = TestLedger.pool("192.0.2.0/24", 28);
        var hasNetwork = new Idle() {
            @Override
            public List<PoolSpec> unclaimed(int max) {
                return List.of(prefix);
            }
        };
        var state = member(made, made.north);
        assertThat(wanted(made, state, hasNetwork, EscrowCommand.PrefixClaim.class))
                .isPresent();
        // when its operator shares it before the claim is in the ledger
        var share = new Event.Want(new UUID(0, 5), new EscrowCommand.PrefixAdd(prefix));
        var ordered = PlantStep.step(state, share, around(made, made.north)).state();
        // then the order does not find its prefix taken by this very plant
        assertThat(wanted(made, ordered, hasNetwork, EscrowCommand.PrefixClaim.class))
                .isEmpty();
        assertThat(wanted(made, ordered, hasNetwork, EscrowCommand.PrefixAdd.class))
                .isPresent();
    }

    /** The entry of this kind that the plant proposes before long, if it does. */
    private static Optional<Bytes> wanted(TestLedger made, PlantState from, LocalPlane plane, Class<?> kind) {
        for (int seed = 0; seed < 200; seed++) {
            var around = new Surroundings(
                    new Moment(0, 62 * 60_000),
                    new Random(seed),
                    made.north.signer(),
                    TestLedger.ACCEPTANCE,
                    new Entries(new ArrayList<>(made.log)),
                    plane,
                    PlantConfig.DEFAULT);
            var pending = PlantStep.step(withoutPending(from), new Event.Tick(), around)
                    .state()
                    .pending();
            if (pending.filter(each -> kind.isInstance(each.body().command())).isPresent()) {
                return pending.map(Pending::bytes);
            }
        }
        return Optional.empty();
    }

    private static PlantState withoutPending(PlantState state) {
        return new PlantState(
                state.self(),
                state.peer(),
                state.phase(),
                state.ledger(),
                state.joiner(),
                state.host(),
                Optional.empty(),
                List.of(),
                state.leaving(),
                state.orders(),
                state.invites(),
                state.waited(),
                state.diverged(),
                state.contacts(),
                state.lastTick(),
                state.told(),
                state.countedAt(),
                state.halted(),
                state.greeted());
    }

    @Test
    void softwareThatIsTooOldStopsItsMirrorAndNothingElse() {
        // given south with the release before, and a ledger that went on without it
        var made = TestLedger.pair().reaching(2);
        made.accepted(made.north, made.grant(5, made.south));
        var state = member(made, made.south);
        made.accepted(made.north, new EscrowCommand.AllocateUntil(TestLedger.SHARED.id(), Horizon.MILLIS_MIN));
        made.accepted(made.north, made.grant(6, made.south));
        var old = new metalplant.federation.ledger.Acceptance(
                TestLedger.ACCEPTANCE.verifier(), TestLedger.ACCEPTANCE.guards(), 1);
        var around = around(made, made.south, new Idle(), old, 0);
        // when
        var news = new Event.Offered(made.log.subList(made.log.size() - 2, made.log.size()));
        var halted = PlantStep.step(state, news, around);
        var later = PlantStep.step(halted.state(), new Event.Tick(), around);
        // then it says so, goes on using what it holds, and writes nothing
        assertThat(halted.state().halted()).isPresent();
        assertThat(of(Effect.Alarm.class, halted)).hasSize(1);
        assertThat(halted.state().ledger()).isEqualTo(state.ledger());
        assertThat(of(Effect.Alarm.class, PlantStep.step(halted.state(), news, around)))
                .isEmpty();
        assertThat(Holdings.usable(
                        later.state(),
                        TestLedger.SHARED.id(),
                        TestLedger.block(5).first(),
                        Guards.ALL))
                .isTrue();
        assertThat(of(Effect.Append.class, later)).isEmpty();
        assertThat(later.state().pending()).isEmpty();
        assertThat(later.state().inTouch(1)).isFalse();
        // and newer software goes on where it stopped
        var upgraded = PlantStep.step(halted.state(), new Event.Started(), around(made, made.south));
        var read = PlantStep.step(upgraded.state(), news, around(made, made.south));
        assertThat(read.state().ledger()).isEqualTo(made.ledger());
    }

    @Test
    void anEntryThatOnlyClaimsToBeNewerStopsNobodyForGood() {
        var made = TestLedger.pair();
        var state = member(made, made.north);
        var unknown = made.entry(made.north, made.grant(5, made.north)).toArray();
        for (int i = 0; i < unknown.length; i++) {
            var forged = unknown.clone();
            forged[i] ^= 0x40;
            state = PlantStep.step(state, new Event.Offered(List.of(Bytes.of(forged))), around(made, made.north))
                    .state();
        }
        assertThat(state.halted()).as("one of them claims to be newer").isPresent();
        boolean wrote = false;
        for (int seed = 0; seed < 100 && !wrote; seed++) {
            var around = new Surroundings(
                    new Moment(0, 1),
                    new Random(seed * 0x9E3779B97F4A7C15L),
                    made.north.signer(),
                    TestLedger.ACCEPTANCE,
                    new Entries(new ArrayList<>(made.log)),
                    new Idle(),
                    PlantConfig.DEFAULT);
            state = PlantStep.step(state, new Event.Tick(), around).state();
            wrote = state.pending().isPresent();
        }
        assertThat(wrote).isTrue();
    }

    @Test
    void aPlantWithNewSoftwareSaysWhatItReads() {
        var made = TestLedger.founded();
        var started = PlantStep.step(member(made, made.north), new Event.Started(), around(made, made.north));
        assertThat(started.state().self().level()).isEqualTo(metalplant.federation.ledger.Acceptance.LEVEL);
        var asked = PlantStep.step(started.state(), new Event.Tick(), around(made, made.north));
        assertThat(asked.state().pending().orElseThrow().body().command())
                .isEqualTo(
                        new MemberCommand.MemberLevel(made.north.id(), metalplant.federation.ledger.Acceptance.LEVEL));
    }

    @Test
    void aPlantIsInTouchAsLongAsItHearsAMajorityOfTheVoters() {
        var made = TestLedger.three();
        var state = member(made, made.west);
        assertThat(state.inTouch(1)).isFalse();
        var presence = new Message.Presence(
                made.state().epoch().lineage(),
                made.ledger().head(),
                made.north.record().incarnation(),
                "peer-north");
        var heard = PlantStep.step(state, new Event.Received(made.north.id(), presence), around(made, made.west))
                .state();
        assertThat(heard.inTouch(1)).isTrue();
        assertThat(heard.inTouch(1 + 60_000)).isFalse();
    }

    @Test
    void theCommandOfAnotherPlantsReturnIsNotSigned() {
        var made = TestLedger.pair();
        made.accepted(made.north, made.grant(5, made.north));
        var body = made.body(made.south, new EscrowCommand.BlockReturn(TestLedger.block(5), made.south.id()));
        var stepped = PlantStep.step(
                member(made, made.north),
                new Event.Received(made.south.id(), new Message.SealWanted(body)),
                around(made, made.north));
        assertThat(sealAnswer(stepped)).isInstanceOf(Message.SealDenied.class);
    }

    private static PlantState hearing(TestLedger made, TestLedger.Plant plant, TestLedger.Plant heard) {
        var presence = new Message.Presence(
                made.state().epoch().lineage(),
                made.ledger().head(),
                heard.record().incarnation(),
                "peer-" + heard.record().label());
        return PlantStep.step(member(made, plant), new Event.Received(heard.id(), presence), around(made, plant))
                .state();
    }

    /** What it proposes over many looks, since chance takes one wish of several. */
    private static Set<Command> proposed(TestLedger made, TestLedger.Plant plant, PlantState state) {
        var seen = new HashSet<Command>();
        for (int seed = 0; seed < 60; seed++) {
            var around = new Surroundings(
                    new Moment(0, 1),
                    new Random(seed),
                    plant.signer(),
                    TestLedger.ACCEPTANCE,
                    new Entries(new ArrayList<>(made.log)),
                    new Idle(),
                    PlantConfig.DEFAULT);
            PlantStep.step(state, new Event.Tick(), around)
                    .state()
                    .pending()
                    .ifPresent(pending -> seen.add(pending.body().command()));
        }
        return seen;
    }

    private static TestLedger withWitness(TestLedger.Plant witness) {
        var made = TestLedger.pair();
        made.votes(made.north, made.south);
        made.accepted(made.north, new WitnessCommand.WitnessAdd(witness.record()));
        return made;
    }

    private static EpochCommand.VoterSet votersAre(TestLedger.Plant... plants) {
        return new EpochCommand.VoterSet(TestLedger.voters(plants));
    }

    @Test
    void aWitnessThatIsHeardOfBecomesTheThirdVoter() {
        var witness = TestLedger.plant(7, "witness");
        var made = withWitness(witness);
        var whole = votersAre(made.north, made.south, witness);
        assertThat(proposed(made, made.north, member(made, made.north))).doesNotContain(whole);
        assertThat(proposed(made, made.north, hearing(made, made.north, witness)))
                .contains(whole);
    }

    @Test
    void theSecondPlantLooksAfterTheVotersToo() {
        var witness = TestLedger.plant(7, "witness");
        var made = withWitness(witness);
        made.votes(made.north, made.south, witness);
        made.accepted(made.north, new WitnessCommand.WitnessRemove(witness.id()));
        assertThat(proposed(made, made.south, member(made, made.south))).contains(votersAre(made.north, made.south));
    }

    @Test
    void aWitnessBesideOnePlantVotesNoMore() {
        var witness = TestLedger.plant(7, "witness");
        var made = withWitness(witness);
        made.votes(made.north, made.south, witness);
        made.accepted(made.north, new MemberCommand.MemberEvict(made.south.id()));
        assertThat(proposed(made, made.north, hearing(made, made.north, witness)))
                .contains(votersAre(made.north))
                .doesNotContain(votersAre(made.north, witness));
    }

    @Test
    void aPlantThatLeavesTakesTheWitnessOutFirst() {
        var witness = TestLedger.plant(7, "witness");
        var made = withWitness(witness);
        made.votes(made.north, made.south, witness);
        made.accepted(made.south, new MemberCommand.MemberDrain(made.south.id()));
        var leaving = PlantStep.step(member(made, made.south), new Event.Drain(), around(made, made.south))
                .state();
        assertThat(proposed(made, made.south, leaving))
                .contains(votersAre(made.north, made.south))
                .doesNotContain(votersAre(made.north, witness));
    }
}
