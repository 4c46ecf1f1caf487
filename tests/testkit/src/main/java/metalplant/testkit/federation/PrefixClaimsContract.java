package metalplant.testkit.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import metalplant.core.homes.JoinAnswers;
import metalplant.core.ip.AddressAllocator;
import metalplant.core.network.CreateNetwork;
import metalplant.core.network.UpdateNetwork;
import metalplant.core.store.FederationTable;
import metalplant.core.store.Store;
import metalplant.federation.entry.PoolSpec;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Cidr;
import metalplant.model.network.Network;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Whose the prefixes are that plants have in networks of their own, from the making of a network to its end. */
public abstract class PrefixClaimsContract {
    private static final String PREFIX = "198.51.100.0/24";

    /** A new empty store. */
    protected abstract Store store();

    private TestFederation federation() {
        return new TestFederation(
                1, IntStream.range(0, 2).mapToObj(_ -> store()).toList());
    }

    private TestFederation pair() {
        var federation = federation();
        federation.found();
        federation.join(federation.plants.get(1));
        federation.runUntil(federation::agree);
        return federation;
    }

    /** The network that a plant has for its partition, as {@code plant.yaml} makes it. */
    private static Network ofPartition(TestFederation.Plant plant) {
        return plant.ipam
                .createNetwork
                .run(new CreateNetwork.Request(
                        Optional.of("internet-" + plant.label()),
                        "internet",
                        "",
                        "p1",
                        "",
                        List.of(PREFIX),
                        List.of("0.0.0.0/0"),
                        Map.of(),
                        List.of(),
                        false,
                        false,
                        false,
                        true,
                        0,
                        false,
                        Map.of()))
                .network();
    }

    private static ProblemCode refusal(ThrowingCallable work) {
        var caught = org.assertj.core.api.Assertions.catchThrowableOfType(Problem.class, work);
        assertThat(caught).isNotNull();
        return caught.code();
    }

    private static boolean knows(TestFederation.Plant plant, String pool) {
        return plant.store.read(
                "test",
                tx -> tx.federation().pools().stream()
                        .map(FederationTable.Pool::pool)
                        .anyMatch(pool::equals));
    }

    private static boolean holds(TestFederation.Plant plant, TestFederation.Plant holder) {
        return plant.state()
                .federation()
                .pools()
                .find(PREFIX)
                .filter(pool -> !pool.retired() && !pool.heldBy(holder.id).isEmpty())
                .isPresent();
    }

    @Test
    public void ofEqualNetworksOfTwoPartitionsOneGoesOnAndTheOtherGivesNothingNew() {
        var federation = federation();
        var one = federation.plants.get(0);
        var other = federation.plants.get(1);
        var ours = ofPartition(one);
        var theirs = ofPartition(other);
        var inUse = other.ipam.acquire(theirs, "blue", "198.51.100.77").address();

        federation.found(PoolSpec.of(Cidr.parse(PREFIX)));
        federation.join(other, PoolSpec.of(Cidr.parse(PREFIX)));

        assertThat(other.plan.orElseThrow().localOnly())
                .extracting(PoolSpec::id)
                .containsExactly(PREFIX);
        assertThat(one.ipam.acquire(ours, "blue")).isNotNull();
        assertThat(refusal(() -> other.ipam.acquire(theirs, "blue"))).isEqualTo(ProblemCode.PREFIX_CLAIMED_ELSEWHERE);
        assertThat(other.alarms).anyMatch(text -> text.contains(PREFIX) && text.contains(inUse.toString()));
        // and nobody makes one more of it
        assertThat(refusal(() -> other.ipam.external("copy", PREFIX))).isEqualTo(ProblemCode.PREFIX_OVERLAPS);
    }

    @Test
    public void aNetworkOfAPartitionGivesNothingBeforeItsPrefixIsClaimed() {
        var federation = pair();
        var one = federation.plants.get(0);
        var other = federation.plants.get(1);
        federation.links.cutOff(1);
        var ours = ofPartition(one);
        var theirs = ofPartition(other);
        assertThat(refusal(() -> one.ipam.acquire(ours, "blue"))).isEqualTo(ProblemCode.PREFIX_UNCLAIMED);
        assertThat(refusal(() -> other.ipam.acquire(theirs, "blue"))).isEqualTo(ProblemCode.PREFIX_UNCLAIMED);

        federation.links.heal();
        federation.runUntil(() -> knows(one, PREFIX) && knows(other, PREFIX));

        boolean first = holds(one, one);
        assertThat((first ? one : other).ipam.acquire(first ? ours : theirs, "blue"))
                .isNotNull();
        assertThat(refusal(() -> (first ? other : one).ipam.acquire(first ? theirs : ours, "blue")))
                .isEqualTo(ProblemCode.PREFIX_CLAIMED_ELSEWHERE);
    }

    @Test
    public void oneThatIsCalledLocalIsNotAskedForAndStaysSo() {
        var federation = federation();
        var other = federation.plants.get(1);
        var local = ofPartition(other);
        new JoinAnswers(other.store, federation.world)
                .give(new JoinAnswers.Answers(List.of(), List.of(local.id())), true);
        federation.found(PoolSpec.of(Cidr.parse(PREFIX)));
        federation.join(other);

        assertThat(other.ipam.acquire(local, "blue")).isNotNull();
        assertThat(refusal(() -> label(other, local.id(), Map.of()))).isEqualTo(ProblemCode.RULE_VIOLATED);
    }

    private static void label(TestFederation.Plant plant, String network, Map<String, String> labels) {
        plant.ipam.updateNetwork.run(new UpdateNetwork.Request(
                network,
                Optional.empty(),
                Optional.empty(),
                Optional.of(labels),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                false));
    }

    @Test
    public void aPrefixGoesBackOnceItsNetworkIsGoneAndNobodyRemembersItsAddresses() {
        var federation = pair();
        var one = federation.plants.get(0);
        var other = federation.plants.get(1);
        var network = ofPartition(other);
        federation.runUntil(() -> holds(one, other));
        var address = other.ipam.acquire(network, "blue").address();
        other.ipam.freeIp.run(address.toString(), Optional.empty());
        other.ipam.removeNetwork.delete(network.id());

        // Whatever routes to it is not forgotten yet.
        federation.run(AddressAllocator.HOLD_DOWN.dividedBy(2));
        assertThat(holds(one, other)).isTrue();
        federation.runUntil(() -> !knows(one, PREFIX) && !knows(other, PREFIX));

        var ours = ofPartition(one);
        federation.runUntil(() -> holds(other, one));
        assertThat(one.ipam.acquire(ours, "blue", address.toString()).address()).isEqualTo(address);
    }

    @Test
    public void aNetworkThatComesBackBeforeItsPrefixIsGoneGivesAddressesAgain() {
        var federation = pair();
        var one = federation.plants.get(0);
        var other = federation.plants.get(1);
        federation.runUntil(federation::agree);
        var first = ofPartition(other);
        federation.runUntil(() -> holds(one, other));
        other.ipam.removeNetwork.delete(first.id());
        federation.runUntil(() -> other.state()
                .federation()
                .pools()
                .find(PREFIX)
                .filter(pool -> !pool.retired())
                .isEmpty());

        var again = ofPartition(other);
        federation.runUntil(() -> {
            try {
                return other.ipam.acquire(again, "blue") != null;
            } catch (Problem e) {
                return false;
            }
        });
        federation.runUntil(federation::agree);

        var given = other.ipam.acquire(again, "blue").address();
        assertThat(refusal(() -> one.ipam.external("theirs", PREFIX))).isEqualTo(ProblemCode.PREFIX_OVERLAPS);
        assertThat(Cidr.parse(PREFIX).contains(given)).isTrue();
    }
}
