package metalplant.cli.federation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.federation.JoinRequest;
import metalplant.wire.federation.JoinResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl join-federation}. */
@Command(
        name = "join-federation",
        description = {
            "Joins the federation of a plant that has invited this one.",
            "",
            "Both plants meet, a plan is made that changes nothing, and both screens show the same four check words. Only when"
                    + " both sides have accepted is anything changed; until then, and after 15 minutes of silence, both are"
                    + " apart as before. Ending this command does not end the join: the plant goes on with it.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl join-federation K4TM-9PXR-7@192.0.2.7:40123 --data /tmp/b",
            "  ./plantctl join-federation /media/usb/invite",
            "  ./plantctl join-federation K4TM-9PXR-7@192.0.2.7:40123 --plan-only",
            "  ./plantctl join-federation K4TM-9PXR-7@192.0.2.7:40123 --fingerprint 0a1b-... -o json    nobody is asked"
        })
public final class JoinFederationCommand extends Common implements Callable<Integer> {
    /** Longer ones are no invites. */
    private static final long FILE_MAX = 64 * 1024;

    @Parameters(
            paramLabel = "CODE@HOST[:PORT] | FILE",
            description = "What the other plant shows, or the file that it wrote.")
    String invite = "";

    @Option(names = "--plan-only", description = "Show the plan and go apart again.")
    boolean planOnly;

    @Option(
            names = "--fingerprint",
            paramLabel = "WORDS",
            description = "Accept if the other plant is this one, without asking.")
    @Nullable
    String fingerprint;

    public JoinFederationCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        var request = request();
        return with(calls -> {
            var begun = calls.post("v1/federation/join", request, JoinResponse.class);
            var decided = new JoinFlow.Decided(Optional.ofNullable(fingerprint), planOnly);
            var flow = new JoinFlow(calls, world, progress(), decided);
            var join = flow.follow(begun.joinid());
            if (planOnly) {
                calls.post("v1/federation/join/" + join.joinid() + "/abort", Map.of(), JoinResponse.class);
            }
            return json() ? printed(join) : JoinResult.told(join, flow, screen);
        });
    }

    private JoinRequest request() {
        var file = Path.of(invite);
        if (Files.isRegularFile(file)) {
            return new JoinRequest(null, null, content(file), fingerprint);
        }
        int at = invite.indexOf('@');
        if (at <= 0 || at == invite.length() - 1) {
            throw Problem.bad(
                    "\"%s\" is neither a file nor CODE@HOST[:PORT] as the other plant shows it".formatted(invite));
        }
        return new JoinRequest(invite.substring(0, at), invite.substring(at + 1), null, fingerprint);
    }

    private static String content(Path file) {
        try {
            if (Files.size(file) > FILE_MAX) {
                throw Problem.bad(file + " is too long for an invite");
            }
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e.getMessage()));
        }
    }
}
