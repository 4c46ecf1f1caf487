package metalplant.cli.federation;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.federation.AuthorityResponse;
import metalplant.wire.federation.FederationResponse;
import metalplant.wire.federation.JoinResponse;
import metalplant.wire.federation.MemberResponse;
import metalplant.wire.federation.TunnelResponse;
import picocli.CommandLine.Command;

/** {@code plantctl federation status}. */
@Command(
        name = "status",
        description = {"Shows members, links, shared pools, open joins and alarms as this plant sees them.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  ./plantctl federation status", "  ./plantctl federation status -o json | jq .members"})
final class FederationStatusCommand extends Common implements Callable<Integer> {
    FederationStatusCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var federation = calls.get("v1/federation", FederationResponse.class);
            if (json()) {
                return printed(federation);
            }
            tell(federation);
            return 0;
        });
    }

    private void tell(FederationResponse federation) {
        screen.say("  plant        %s  %s"
                .formatted(federation.label(), federation.phase().toLowerCase(Locale.ROOT)));
        screen.say("  fingerprint  " + federation.fingerprint());
        if (federation.federation() == null) {
            screen.say("  alone        ./plantctl federation invite, or ./plantctl join-federation");
        } else {
            screen.say("  federation   %s  epoch %d, entry %d%s"
                    .formatted(
                            federation.federation(),
                            federation.epoch(),
                            federation.head(),
                            federation.canwrite()
                                    ? ""
                                    : ", waits for voters: nothing shared can change, all else can"));
        }
        if (federation.notunnel() != null) {
            screen.say("  tunnels      none, plants talk mutual TLS in the open: " + federation.notunnel());
        }
        if (federation.router() != null) {
            screen.say("  router       " + federation.router());
        }
        federation.members().forEach(member -> screen.say("  " + line(member)));
        federation
                .pools()
                .forEach(pool -> screen.say("  pool         %-8s %-24s %d blocks here, %d free, %d elsewhere%s"
                        .formatted(
                                pool.kind(),
                                pool.range(),
                                pool.mine(),
                                pool.free(),
                                pool.others(),
                                pool.allocateuntil() == null
                                        ? ""
                                        : "; cut off, new addresses for " + pool.allocateuntil())));
        federation.joins().forEach(join -> screen.say("  " + line(join)));
        federation.alarms().forEach(alarm -> screen.say("  alarm        %s  %s".formatted(alarm.time(), alarm.text())));
    }

    private static String line(MemberResponse member) {
        var contact = member.self()
                ? "this plant"
                : member.lastcontactseconds() == null
                        ? "not heard of since the start"
                        : "heard of %d s ago".formatted(member.lastcontactseconds());
        return "member       %-16s %-12s %-6s %s%s%s%s"
                .formatted(
                        member.label(),
                        member.status(),
                        member.voter() ? "voter" : "",
                        contact,
                        member.rttmillis() == null ? "" : ", rtt %.1f ms".formatted(member.rttmillis()),
                        member.tunnel() == null ? "" : "; " + text(member.tunnel()),
                        member.accepts() == null || isUsual(member.accepts())
                                ? ""
                                : "; its callers here: " + text(member.accepts()));
    }

    /** What counts unless somebody said otherwise. */
    private static boolean isUsual(AuthorityResponse authority) {
        return authority.role().equals("edit") && authority.grants().isEmpty();
    }

    private static String text(AuthorityResponse authority) {
        return authority.grants().isEmpty()
                ? authority.role()
                : authority.role() + ", and " + String.join(", ", authority.grants());
    }

    private static String text(TunnelResponse tunnel) {
        return "tunnel %s, %s%s%s%s"
                .formatted(
                        tunnel.up() ? "up" : "down",
                        tunnel.lasthandshakeseconds() == null
                                ? "no handshake yet"
                                : "handshake %d s ago".formatted(tunnel.lasthandshakeseconds()),
                        tunnel.rttmillis() == null ? "" : ", echo %.1f ms".formatted(tunnel.rttmillis()),
                        tunnel.losspercent() == null ? "" : ", loss %d%%".formatted(tunnel.losspercent()),
                        tunnel.keygeneration() == null
                                ? ""
                                : ", keys %d%s"
                                        .formatted(
                                                tunnel.keygeneration(),
                                                tunnel.keyageseconds() == null
                                                        ? " change now"
                                                        : ", %d days old"
                                                                .formatted(Duration.ofSeconds(tunnel.keyageseconds())
                                                                        .toDays())));
    }

    private String line(JoinResponse join) {
        return "join         %s  %s, %s%s%s%s"
                .formatted(
                        join.joinid(),
                        join.role(),
                        join.state(),
                        join.peer() == null ? "" : ", with " + join.peer(),
                        join.why() == null ? "" : ": " + join.why(),
                        join.steps().stream()
                                .filter(step -> step.state().equals("doing"))
                                .map(step -> "; %s since %d s%s"
                                        .formatted(
                                                step.name(),
                                                step.since() == null
                                                        ? 0
                                                        : Math.max(
                                                                0,
                                                                Duration.between(step.since(), world.now())
                                                                        .toSeconds()),
                                                step.waitsfor() == null ? "" : ", waits for " + step.waitsfor()))
                                .findFirst()
                                .orElse(""));
    }
}
