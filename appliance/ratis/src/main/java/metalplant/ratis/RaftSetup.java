package metalplant.ratis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metalplant.ratis.trust.LedgerDoor;
import metalplant.ratis.trust.MeshIdentity;
import metalplant.ratis.trust.Peer;
import metalplant.ratis.trust.PinnedTrust;
import metalplant.ratis.trust.Pins;
import metalplant.trust.OwnKey;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Every setting of Ratis that differs from its own, with the reason; ADR 13 has the figures. */
final class RaftSetup {
    /** Of one message between voters: a batch of the log and its frame. */
    static final int MESSAGE_BYTES_MAX = 2 * 1024 * 1024;

    private static final int BATCH_BYTES = 512 * 1024;
    private static final int SEGMENT_BYTES = 4 * 1024 * 1024;
    private static final int PREALLOCATED_BYTES = 64 * 1024;
    private static final int POOL_THREADS = 8;
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private RaftSetup() {}

    static RaftProperties properties(Path storage, Peer self, RatisOptions options) {
        var properties = new RaftProperties();
        GrpcConfigKeys.Server.setHost(properties, self.host());
        GrpcConfigKeys.Server.setPort(properties, self.port());
        RaftServerConfigKeys.setStorageDir(properties, List.of(storage.toFile()));
        times(properties, options);
        log(properties, options);
        bounds(properties, options);
        return properties;
    }

    private static void times(RaftProperties properties, RatisOptions options) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, of(options.electionTimeoutMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, of(options.electionTimeoutMax()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
                properties, of(options.electionTimeoutMin().dividedBy(2)));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, of(options.electionTimeoutMin()));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, of(options.requestTimeout()));
        RaftClientConfigKeys.Rpc.setRequestTimeout(properties, of(options.requestTimeout()));
        // A paused machine must not end a voter for good; Ratis would close itself after a minute of sleep.
        RaftServerConfigKeys.setCloseThreshold(properties, of(FOR_EVER));
        RaftServerConfigKeys.setStagingTimeout(
                properties, of(options.answerTimeout().multipliedBy(4)));
    }

    private static void log(RaftProperties properties, RatisOptions options) {
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(SEGMENT_BYTES));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf(PREALLOCATED_BYTES));
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf(2L * BATCH_BYTES));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf(2L * SEGMENT_BYTES));
        // Said aloud, since everything rests on it: an append is answered behind fsync, and damage is an error.
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setCorruptionPolicy(properties, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, options.entriesPerSnapshot());
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 2);
        // A stop that writes nothing is a stop that a kill equals.
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
    }

    private static void bounds(RaftProperties properties, RatisOptions options) {
        GrpcConfigKeys.setMessageSizeMax(properties, SizeInBytes.valueOf(MESSAGE_BYTES_MAX));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf(BATCH_BYTES));
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(properties, SizeInBytes.valueOf(BATCH_BYTES));
        RaftServerConfigKeys.Log.setQueueElementLimit(properties, 256);
        RaftServerConfigKeys.Log.setQueueByteLimit(properties, SEGMENT_BYTES);
        RaftServerConfigKeys.Write.setElementLimit(properties, 4 * options.pendingMax());
        RaftServerConfigKeys.Write.setByteLimit(properties, SizeInBytes.valueOf(SEGMENT_BYTES));
        RaftServerConfigKeys.Watch.setElementLimit(properties, 16);
        RaftServerConfigKeys.ThreadPool.setClientSize(properties, POOL_THREADS);
        RaftServerConfigKeys.ThreadPool.setServerSize(properties, POOL_THREADS);
        RaftServerConfigKeys.ThreadPool.setProxySize(properties, POOL_THREADS);
        GrpcConfigKeys.Server.setAsyncRequestThreadPoolSize(properties, POOL_THREADS);
        GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(properties, 4);
        RaftClientConfigKeys.Async.setOutstandingRequestsMax(properties, options.pendingMax());
    }

    static Parameters parameters(MeshIdentity identity, Pins pins, LedgerDoor door) {
        var parameters = tls(identity, pins);
        GrpcConfigKeys.Server.setServicesCustomizer(parameters, door);
        return parameters;
    }

    static Parameters tls(MeshIdentity identity, Pins pins) {
        var tls = new GrpcTlsConfig(new OwnKey(identity.certificate(), identity.key()), new PinnedTrust(pins), true);
        var parameters = new Parameters();
        GrpcConfigKeys.TLS.setConf(parameters, tls);
        return parameters;
    }

    private static TimeDuration of(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
