package metalplant.cli.federation;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine.Command;

/** {@code plantctl federation witness invite}. */
@Command(
        name = "invite",
        description = {
            "Invites a witness: shows a code for ./plant witness there, then four check words that must be the same on both screens,"
                    + " and asks. With --fingerprint nobody is asked.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl federation witness invite --data /tmp/a",
            "  ./plantctl federation witness invite --no-wait -o json     for scripts; accept later with federation accept"
        })
final class WitnessInviteCommand extends InviteCommand {
    WitnessInviteCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    boolean forWitness() {
        return true;
    }
}
