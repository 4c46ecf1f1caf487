package metalplant.cli.federation;

import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.federation.AuthorityRequest;
import metalplant.wire.federation.FederationResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl federation authority}. */
@Command(
        name = "authority",
        description = {
            "Says what this plant accepts from callers of another one. Without it they may do what an editor may, and nothing that"
                    + " touches management controllers, console passwords, firmware or the audit log. It stands in the ledger, signed"
                    + " by this plant, and counts from there on at this plant's door.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl federation authority fra_eqx_02 --role view",
            "  ./plantctl federation authority fra_eqx_02 --grant console-password,audit",
            "  ./plantctl federation authority fra_eqx_02 --grant none     takes all grants back"
        })
final class AuthorityCommand extends Common implements Callable<Integer> {
    private static final String NOTHING = "none";

    @Parameters(paramLabel = "MEMBER", description = "Label or id of the other plant.")
    String member = "";

    @Option(names = "--role", paramLabel = "ROLE", description = "The highest role: none, view or edit.")
    @Nullable
    String role;

    @Option(
            names = "--grant",
            paramLabel = "WHAT",
            split = ",",
            description =
                    "What is open beside that, all of it each time: bmc-credentials, console-password, firmware, audit; or none.")
    @Nullable
    List<String> grants;

    AuthorityCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        if (role == null && grants == null) {
            throw Problem.bad("say what shall change: --role, --grant or both");
        }
        var named = grants == null ? null : grants.equals(List.of(NOTHING)) ? List.<String>of() : grants;
        return with(calls -> {
            var request = new AuthorityRequest(member, role, named);
            var federation = calls.post("v1/federation/authority", request, FederationResponse.class);
            if (json()) {
                return printed(federation);
            }
            screen.say("  ordered; ./plantctl federation status shows it once the ledger has it");
            return 0;
        });
    }
}
