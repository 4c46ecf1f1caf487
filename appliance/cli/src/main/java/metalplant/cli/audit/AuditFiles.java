package metalplant.cli.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.wire.audit.AuditLinkResponse;

/** Files of exported entries. */
final class AuditFiles {
    private AuditFiles() {}

    /** The last entry of a file; @throws Problem BAD_REQUEST if its last line is none */
    static Optional<AuditLinkResponse> last(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(file)) {
            return lines.reduce((_, line) -> line)
                    .map(line -> AuditLine.parse(line)
                            .orElseThrow(
                                    () -> Problem.bad("the last line of %s is no whole audit entry: take it away first"
                                            .formatted(file))));
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e.getMessage()))
                    .because(e);
        }
    }
}
