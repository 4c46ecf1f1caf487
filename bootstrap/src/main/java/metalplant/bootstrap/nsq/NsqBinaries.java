package metalplant.bootstrap.nsq;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The two programs, which {@code images/nsq/build.sh} makes once for all plants of a user. */
public record NsqBinaries(Path nsqd, Path nsqlookupd) {
    static final String VERSION = "1.3.0";

    /** Empty if they were not built, as on a machine without Go. */
    public static Optional<NsqBinaries> in(Path cache) {
        var folder = cache.resolve("nsq-" + VERSION);
        return program(folder, "nsqd")
                .flatMap(nsqd -> program(folder, "nsqlookupd").map(lookup -> new NsqBinaries(nsqd, lookup)));
    }

    private static Optional<Path> program(Path folder, String name) {
        return java.util.stream.Stream.of(
                        folder.resolve(name), folder.resolve("bin").resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
