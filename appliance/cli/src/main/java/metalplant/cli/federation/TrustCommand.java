package metalplant.cli.federation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.federation.TrustResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl federation trust}. */
@Command(
        name = "trust",
        description = {
            "Prints the authorities of all members as one PEM bundle, from the ledger: a client that trusts it trusts the router of every"
                    + " plant. Without a federation it is this plant's alone.",
            "",
            "Example: ./plantctl federation trust --save federation.pem; SSL_CERT_FILE=federation.pem metalctl machine ls",
            ""
        })
final class TrustCommand extends Common implements Callable<Integer> {
    @Option(names = "--save", paramLabel = "FILE", description = "Write the bundle to this file instead.")
    @Nullable
    Path save;

    TrustCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var trust = calls.get("v1/federation/trust", TrustResponse.class);
            if (save != null) {
                written(save, trust.bundle());
            }
            if (json()) {
                return printed(trust);
            }
            if (save == null) {
                screen.out().print(trust.bundle());
                screen.out().flush();
            } else {
                trust.authorities().forEach(each -> screen.say("  %-20s %s".formatted(each.label(), each.sha256())));
                screen.say("  written to " + save);
            }
            return 0;
        });
    }

    private static void written(Path file, String bundle) {
        try {
            Files.writeString(file, bundle);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be written: %s".formatted(file, e));
        }
    }
}
