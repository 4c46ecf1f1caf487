package metalplant.cli.host;

import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.common.EmptyBody;
import metalplant.wire.plant.CertificatesResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl certificates}. */
@Command(
        name = "certificates",
        description = {
            "Looks whether certificates of the plant's own authority are due, and renews those that are: with a third of their life left, or"
                    + " when the box has other addresses. plant-certificates.timer does it once a day; a unit is started again only if its"
                    + " certificate was really made anew.",
            ""
        })
public final class CertificatesCommand extends HostCommon implements Callable<Integer> {
    @Option(names = "--renew", required = true, description = "Do it.")
    boolean renew;

    public CertificatesCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return asking(calls -> {
            var answer = calls.post("v1/plant/certificates", new EmptyBody(), CertificatesResponse.class);
            if (json()) {
                return printed(answer);
            }
            screen.say(
                    answer.renewed().isEmpty()
                            ? "  none was due"
                            : "  renewed    " + String.join(", ", answer.renewed()));
            if (!answer.restarted().isEmpty()) {
                screen.say("  restarted  " + String.join(", ", answer.restarted()));
            }
            return 0;
        });
    }
}
