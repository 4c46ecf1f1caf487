package metalplant.ratis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.Ledger;
import metalplant.federation.value.Bytes;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.util.SizeInBytes;

/**
 * Everything that a stopped voter ever acknowledged: its last snapshot and all that stands behind it in its log, committed or not,
 * folded in the order of the log. Reads the files of Ratis with the classes that Ratis wrote them with.
 */
final class Remains {
    private final Acceptance acceptance;
    private final List<Bytes> entries = new ArrayList<>();
    private Ledger ledger = Ledger.EMPTY;
    private boolean stopped;

    private Remains(Acceptance acceptance) {
        this.acceptance = acceptance;
    }

    /** Of the group whose directory this is; nothing if there is none. */
    static List<Bytes> of(Path group, Path scratch, Acceptance acceptance) {
        var remains = new Remains(acceptance);
        if (!Files.isDirectory(group)) {
            return List.of();
        }
        try {
            long behind = remains.snapshot(group.resolve("sm"), scratch);
            remains.log(group.resolve("current"), behind);
            return List.copyOf(remains.entries);
        } catch (IOException | IllegalStateException e) {
            throw Problem.of(
                            ProblemCode.STORED_STATE_IMPOSSIBLE,
                            "what this voter acknowledged cannot be read from %s".formatted(group))
                    .because(e);
        }
    }

    private long snapshot(Path directory, Path scratch) throws IOException {
        var newest = newestSnapshot(directory);
        if (newest.isEmpty()) {
            return -1;
        }
        try (var file = EntryFile.from(newest.getFirst(), scratch)) {
            file.forEach(this::take);
        }
        return index(newest.getFirst());
    }

    private static List<Path> newestSnapshot(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.filter(file -> SimpleStateMachineStorage.SNAPSHOT_REGEX
                            .matcher(file.getFileName().toString())
                            .matches())
                    .max(Comparator.comparingLong(Remains::index))
                    .map(List::of)
                    .orElse(List.of());
        }
    }

    private static long index(Path snapshot) {
        return SimpleStateMachineStorage.getTermIndexFromSnapshotFile(snapshot.toFile())
                .getIndex();
    }

    private void log(Path directory, long behind) throws IOException {
        var segments = new ArrayList<LogSegmentPath>();
        try (var files = Files.list(directory)) {
            files.map(LogSegmentPath::matchLogSegment)
                    .filter(segment -> segment != null && Files.isReadable(segment.getPath()))
                    .forEach(segments::add);
        }
        segments.sort(Comparator.comparing(LogSegmentPath::getStartEnd));
        for (var segment : segments) {
            LogSegment.readSegmentFile(
                    segment.getPath().toFile(),
                    segment.getStartEnd(),
                    SizeInBytes.valueOf(RaftSetup.MESSAGE_BYTES_MAX),
                    CorruptionPolicy.EXCEPTION,
                    null,
                    entry -> {
                        if (entry.getIndex() > behind) {
                            take(entry);
                        }
                    });
        }
    }

    private void take(LogEntryProto entry) {
        if (entry.hasStateMachineLogEntry()) {
            Exchange.proposal(entry.getStateMachineLogEntry().getLogData()).ifPresent(proposal -> {
                var expected = proposal.expected();
                for (var bytes : proposal.entries()) {
                    fold(Folding.of(ledger, expected, bytes, acceptance), bytes);
                    expected = ledger.head();
                }
            });
        }
    }

    private void take(Bytes entry) {
        fold(Folding.of(ledger, ledger.head(), entry, acceptance), entry);
    }

    private void fold(Folding folding, Bytes entry) {
        stopped = stopped || !folding.stopped().isEmpty();
        if (folding.taken() && !stopped) {
            ledger = folding.ledger();
            entries.add(entry);
        }
    }
}
