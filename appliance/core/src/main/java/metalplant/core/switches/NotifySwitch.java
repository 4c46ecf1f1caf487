package metalplant.core.switches;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.switches.Switch;
import metalplant.model.switches.SwitchStatus;

/** What the agent of a switch tells after each attempt to configure it, every few seconds. */
public final class NotifySwitch {
    private final Store store;
    private final World world;
    private final Doubts doubts;

    public NotifySwitch(Store store, World world) {
        this(store, world, new Doubts(store));
    }

    /** @param doubts whether machines are to be confirmed, for which reports are evidence */
    public NotifySwitch(Store store, World world, Doubts doubts) {
        this.store = store;
        this.world = world;
        this.doubts = doubts;
    }

    /**
     * How it went.
     *
     * @param error empty = well
     * @param portStates by port name; ports that are not named stay
     * @param bgpStates by port name, ports that are not named have none; empty Optional = all stay
     */
    public record Report(
            Duration duration,
            Optional<String> error,
            Map<String, Switch.PortStatus> portStates,
            Optional<Map<String, Switch.BgpPortState>> bgpStates) {}

    /**
     * Stores the report. The switch itself is only written when a port has changed.
     *
     * @throws Problem ENTITY_NOT_FOUND if the switch is unknown; its status is kept all the same
     */
    public SwitchStatus run(String id, Report report) {
        var now = world.now();
        var sync = new SwitchStatus.Sync(now, report.duration(), report.error().orElse(""));
        var noted = store.run("switch-notify", tx -> {
            var known = tx.switches().status(id);
            var old = known.orElse(new SwitchStatus(id, Optional.empty(), Optional.empty()));
            var status = report.error().isEmpty()
                    ? new SwitchStatus(id, Optional.of(sync), old.lastError())
                    : new SwitchStatus(id, old.lastSync(), Optional.of(sync));
            tx.switches().saveStatus(status);
            var leaf = tx.switches().find(id);
            leaf.ifPresent(before -> {
                var reported = before.withNics(
                        before.nics().stream().map(nic -> reported(nic, report)).toList());
                var after = doubts.any() ? LivePorts.reported(tx, before, reported, known) : reported;
                if (!after.equals(before)) {
                    tx.switches().update(after.withStamp(before.stamp().changedAt(now)));
                }
            });
            return new Noted(status, leaf.isPresent());
        });
        if (!noted.known()) {
            throw Problem.notFound("switch", id);
        }
        return noted.status();
    }

    private record Noted(SwitchStatus status, boolean known) {}

    private static Switch.SwitchNic reported(Switch.SwitchNic nic, Report report) {
        var seen = Optional.ofNullable(report.portStates().get(nic.name()))
                .map(nic::withReported)
                .orElse(nic);
        return report.bgpStates()
                .map(states -> seen.withBgp(Optional.ofNullable(states.get(nic.name()))))
                .orElse(seen);
    }
}
