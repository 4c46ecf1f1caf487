package metalplant.console.line;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.driver.Failures;
import metalplant.bmc.ipmi.Ipmitool;
import metalplant.model.Problem;
import metalplant.model.World;

/**
 * The console behind a management controller: IPMI's Serial over LAN, by one {@code ipmitool sol activate} as long as it is attached. The
 * program has no terminal, so it changes nothing of what goes through it but its escape character.
 */
public final class SolEnd implements FarEnd {
    /** With what looks for another protocol behind it, ten seconds. */
    static final Duration PATIENCE = Duration.ofMillis(8_500);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String TAKEN = "already active on another session";
    private static final int HTTPS = 443;

    private final Ipmitool tool;
    private final Supplier<Controller> controller;
    private final World world;

    /** @param controller is asked each time: addresses and passwords change */
    public SolEnd(Ipmitool tool, Supplier<Controller> controller, World world) {
        this.tool = tool;
        this.controller = controller;
        this.world = world;
    }

    @Override
    public Outcome attach(boolean takeOver, Ear ear) {
        var to = controller.get();
        long deadline = world.nanos() + PATIENCE.toNanos();
        var suites = tool.suites(to);
        for (var suite : suites) {
            if (takeOver) {
                free(to, suite, deadline);
            }
            var begun = begin(to, suite, deadline, ear);
            if (begun.isPresent()) {
                tool.keep(to, suite);
                return begun.get();
            }
        }
        throw Failures.refused(to.host(), "it takes none of the cipher suites %s".formatted(suites));
    }

    /** Ends whatever session there is; that there is none is as good. */
    private void free(Controller to, String suite, long deadline) {
        var process =
                tool.start(to, suite, ProcessBuilder.Redirect.from(new java.io.File("/dev/null")), "sol", "deactivate");
        try {
            process.waitFor(Math.max(0, deadline - world.nanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Empty if the controller has not this suite. */
    private Optional<Outcome> begin(Controller to, String suite, long deadline, Ear ear) {
        var process = tool.start(
                to,
                suite,
                ProcessBuilder.Redirect.PIPE,
                "-e",
                String.valueOf((char) SolSession.ESCAPE),
                "sol",
                "activate");
        var session = new SolSession(process, ear);
        var said = session.beginning(Duration.ofNanos(Math.max(1, deadline - world.nanos())));
        if (said.ready()) {
            return Optional.of(session);
        }
        session.close();
        if (said.text().contains(TAKEN)) {
            return Optional.of(new Taken());
        }
        if (Ipmitool.isRefusedSuite(said.text())) {
            return Optional.empty();
        }
        throw judged(to, said);
    }

    private Problem judged(Controller to, SolSession.Said said) {
        var last = said.text()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("tcgetattr"))
                .reduce((_, later) -> later)
                .orElse("no answer over IPMI within %d s".formatted(PATIENCE.toSeconds() + 1));
        if (!said.over() || last.contains("Unable to establish") || last.contains("timed out")) {
            return speaksHttps(to.host())
                    ? Failures.refused(
                            to.host(),
                            "it answers on port 443 and not over IPMI (%s). A console needs IPMI over LAN with Serial over LAN: Redfish has none. Switch it on in the controller"
                                    .formatted(last))
                    : Failures.unreachable(
                            to.host(),
                            last + " (is it there, and does it take the user and password that the plant knows?)");
        }
        return Failures.refused(to.host(), last);
    }

    private static boolean speaksHttps(String host) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), HTTPS), (int) LOOK.toMillis());
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
