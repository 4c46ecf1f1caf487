package metalplant.ratis;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metalplant.federation.carrier.Carrier.Outcome;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.ratis.Exchange.Proposal;
import metalplant.ratis.Exchange.Question;
import metalplant.ratis.trust.PeerNames;
import metalplant.ratis.trust.Pins;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.retry.RequestTypeDependentRetryPolicy;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/** The voters of other plants. One client is kept for as long as the voters are the same: over a satellite, TLS costs seconds. */
final class RemoteVoters {
    private static final System.Logger LOG = System.getLogger(RemoteVoters.class.getName());
    private static final int TRIES = 5;
    private static final TimeDuration BETWEEN_TRIES = TimeDuration.valueOf(200, TimeUnit.MILLISECONDS);

    private record Kept(Hash lineage, List<RaftPeer> voters, RaftClient client) {}

    private final Parameters tls;
    private final Pins pins;
    private final RatisOptions options;

    @Nullable
    private Kept kept;

    RemoteVoters(Parameters tls, Pins pins, RatisOptions options) {
        this.tls = tls;
        this.pins = pins;
        this.options = options;
    }

    Optional<RaftPeer> raftPeer(String peer) {
        return PeerNames.plant(peer)
                .flatMap(pins::peer)
                .map(known -> RaftPeer.newBuilder()
                        .setId(peer)
                        .setAddress(known.address())
                        .build());
    }

    /** Hands the proposal to the one of these that leads. Handing it to several does no harm: only one place is behind its head. */
    Outcome append(Hash lineage, List<RaftPeer> candidates, Proposal proposal) {
        for (var candidate : candidates) {
            try {
                var reply = client(lineage, List.of(candidate)).io().send(Exchange.message(proposal));
                var outcome = LocalVoter.outcome(reply);
                if (!(outcome instanceof Outcome.Unknown)) {
                    return outcome;
                }
            } catch (IOException e) {
                LOG.log(DEBUG, "voter does not take a proposal", e);
            }
        }
        return new Outcome.Unknown();
    }

    /** What the first of these that answers has applied. */
    List<Bytes> read(Hash lineage, List<RaftPeer> voters, Question question) {
        for (var voter : voters) {
            try {
                var reply = client(lineage, voters).io().sendStaleRead(Exchange.message(question), 0, voter.getId());
                if (reply.isSuccess()) {
                    return Exchange.entries(reply.getMessage().getContent()).orElse(List.of());
                }
            } catch (IOException e) {
                LOG.log(DEBUG, "voter does not answer", e);
            }
        }
        return List.of();
    }

    private synchronized RaftClient client(Hash lineage, List<RaftPeer> voters) {
        var old = kept;
        if (old != null && old.lineage().equals(lineage) && sameVoters(old.voters(), voters)) {
            return old.client();
        }
        forget();
        var properties = new RaftProperties();
        org.apache.ratis.grpc.GrpcConfigKeys.setMessageSizeMax(
                properties, org.apache.ratis.util.SizeInBytes.valueOf(RaftSetup.MESSAGE_BYTES_MAX));
        org.apache.ratis.client.RaftClientConfigKeys.Rpc.setRequestTimeout(
                properties, TimeDuration.valueOf(options.requestTimeout().toMillis(), TimeUnit.MILLISECONDS));
        var made = RaftClient.newBuilder()
                .setProperties(properties)
                .setParameters(tls)
                .setRaftGroup(RaftGroup.valueOf(LocalVoter.group(lineage), voters))
                .setRetryPolicy(retries())
                .build();
        kept = new Kept(lineage, voters, made);
        return made;
    }

    /** One that is just becoming the leader is given a moment; a question for what a voter has goes to the next one at once. */
    private static RetryPolicy retries() {
        return RequestTypeDependentRetryPolicy.newBuilder()
                .setRetryPolicy(
                        RaftClientRequestProto.TypeCase.WRITE,
                        RetryPolicies.retryUpToMaximumCountWithFixedSleep(TRIES, BETWEEN_TRIES))
                .setRetryPolicy(RaftClientRequestProto.TypeCase.STALEREAD, RetryPolicies.noRetry())
                .build();
    }

    private static boolean sameVoters(List<RaftPeer> one, List<RaftPeer> other) {
        return names(one).equals(names(other));
    }

    private static List<String> names(List<RaftPeer> voters) {
        return voters.stream()
                .map(peer -> peer.getId() + "@" + peer.getAddress())
                .toList();
    }

    /** Ends the connections. */
    synchronized void forget() {
        var old = kept;
        kept = null;
        if (old != null) {
            try {
                old.client().close();
            } catch (IOException e) {
                // It is gone either way.
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
