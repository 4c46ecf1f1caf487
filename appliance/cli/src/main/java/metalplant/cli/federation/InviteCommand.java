package metalplant.cli.federation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.cli.Calls;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.federation.InviteRequest;
import metalplant.wire.federation.InviteResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl federation invite}. */
@Command(
        name = "invite",
        description = {
            "Invites another plant. The first invite founds the federation and shows its recovery words, as every further one does until a"
                    + " second plant is in, or this one was started again. Whoever has not written them down by then and is still alone in it:"
                    + " ./plantctl federation leave, and invite again, which founds another one.",
            "",
            "Shows a short code, good for one plant and 15 minutes, and waits for that plant; then shows the plan and four"
                    + " check words and asks. With --fingerprint nobody is asked.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl federation invite --data /tmp/a                     shows a code and waits",
            "  ./plantctl federation invite --address plant.example.net:7447   where the other plant sees this one",
            "  ./plantctl federation invite --file /media/usb/invite           carried by hand, for 24 hours",
            "  ./plantctl federation invite --no-wait -o json                  for scripts"
        })
class InviteCommand extends Common implements Callable<Integer> {
    @Option(
            names = "--address",
            paramLabel = "HOST",
            description = "Where the other plant reaches this one, host or host:port. Default: where its API listens.")
    @Nullable
    String address;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "Write the invite to a file that is carried to the other plant, for 24 hours, instead of a code.")
    @Nullable
    Path file;

    @Option(
            names = "--fingerprint",
            paramLabel = "WORDS",
            description = "Accept this plant and no other, without asking.")
    @Nullable
    String fingerprint;

    @Option(names = "--no-wait", description = "Return at once; accept later with ./plantctl federation accept.")
    boolean noWait;

    InviteCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var invite = calls.post(
                    "v1/federation/invite",
                    new InviteRequest(address, file != null, forWitness() ? true : null),
                    InviteResponse.class);
            write(invite);
            if (json()) {
                printed(invite);
            } else {
                tell(invite);
            }
            return noWait ? 0 : followed(calls, invite);
        });
    }

    boolean forWitness() {
        return false;
    }

    private int followed(Calls calls, InviteResponse invite) {
        var decided = new JoinFlow.Decided(Optional.ofNullable(fingerprint), false);
        var flow = new JoinFlow(calls, world, progress(), decided);
        var join = flow.follow(invite.joinid());
        return json() ? printed(join) : JoinResult.told(join, flow, screen);
    }

    private void tell(InviteResponse invite) {
        if (invite.recoverywords() != null) {
            screen.say("  This plant founds a federation. Its recovery words, kept nowhere:");
            screen.say("");
            screen.say("    " + String.join(" ", invite.recoverywords()));
            screen.say("");
            screen.say(
                    "  Write them on paper: they are needed when a plant is lost for good, and to restore a backup.");
        }
        if (file != null) {
            screen.say("  invite written to %s, good until %s, for one plant".formatted(file, invite.expires()));
            screen.say("  there:  %s %s".formatted(there(), file.getFileName()));
        } else {
            screen.say("  code    %s   good until %s, for one plant".formatted(invite.code(), invite.expires()));
            screen.say("  there:  %s %s@%s".formatted(there(), invite.code(), invite.address()));
        }
        screen.say("  fingerprint of this plant: " + invite.fingerprint());
    }

    private String there() {
        return forWitness() ? "./plant witness" : "./plantctl join-federation";
    }

    /** For its owner alone: it holds a secret. */
    private void write(InviteResponse invite) {
        if (file == null || invite.file() == null) {
            return;
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, Base64.getDecoder().decode(invite.file()));
        } catch (IOException e) {
            throw Problem.bad("the invite was made but cannot be written to %s: %s".formatted(file, e.getMessage()));
        }
    }
}
