package metalplant.fabric.change;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import metalplant.fabric.engine.CumulusInterfaces;
import metalplant.fabric.engine.DbStep;
import metalplant.fabric.engine.Desired;
import metalplant.fabric.engine.FrrFile;
import metalplant.fabric.engine.Rows;
import metalplant.fabric.engine.SonicPlan;
import metalplant.fabric.engine.SwitchOs;

/**
 * The steps from one state of a switch to another.
 *
 * <ol>
 *   <li><b>close</b>: exports whose map goes or changes are switched to DENY-ALL, imports and neighbours that are not wanted go; every list
 *       and map stays as it is.
 *   <li><b>shrink</b>: what nothing names any more goes: what is left is what is both there and wanted.
 *   <li>interfaces, VRFs and VNIs change: what FRR has withdrawn from goes, what it will need comes, and is waited for.
 *   <li><b>grow</b>: everything that is wanted.
 * </ol>
 *
 * <p>{@code frr-reload.py} takes maps away before the statements that name them, and an export whose map is gone exports everything, so the
 * first two are never one. FRR leaves a VRF before it goes, and finds it when it comes: the other way round bgpd keeps sessions over ports
 * that have no address, or refuses to give up an instance. Steps that change nothing are left out.
 *
 * @see "fabric-frr.md, sections 2 (M6, M7) and 10"
 */
public final class SafeChange {
    private SafeChange() {}

    /** One step. */
    public sealed interface Step {
        /** FRR shall be this, in one transaction. */
        record Frr(Desired state) implements Step {}

        /** CONFIG_DB changes so. */
        record ConfigDb(List<DbStep> steps) implements Step {
            public ConfigDb {
                steps = List.copyOf(steps);
            }
        }

        /** The interfaces file of Cumulus shall be that of this state. */
        record Interfaces(Desired state) implements Step {}

        /** Until the kernel has all of these VNIs, each in its VRF. */
        record AwaitVnis(List<Integer> vnis) implements Step {
            public AwaitVnis {
                vnis = List.copyOf(vnis);
            }
        }
    }

    /**
     * The steps on one switch. The way back from any state on the way is the plan from there.
     *
     * @param rows of CONFIG_DB as they are; not looked at with Cumulus
     * @param tunnel the name of SONiC's VXLAN_TUNNEL
     * @throws IllegalArgumentException if the switch would become another one: those are drained and begun anew
     */
    public static List<Step> plan(Desired running, Desired wanted, Rows rows, String tunnel) {
        if (running.box().asn() != wanted.box().asn()
                || !running.box().loopback().equals(wanted.box().loopback())
                || running.box().os() != wanted.box().os()) {
            throw new IllegalArgumentException(
                    "%s gets another ASN, loopback address or system: drain it, and begin it anew"
                            .formatted(wanted.box().name()));
        }
        var steps = new ArrayList<Step>();
        var shrink = new Shrink(running, wanted);
        var text = FrrFile.of(running);
        text = frr(steps, text, shrink.closed());
        text = frr(steps, text, shrink.shrunk());
        if (wanted.box().os() == SwitchOs.SONIC) {
            var changes = DbStep.between(rows, SonicPlan.of(wanted, tunnel), SonicPlan.owned(wanted));
            if (!changes.isEmpty()) {
                steps.add(new Step.ConfigDb(changes));
            }
        } else if (!CumulusInterfaces.of(running).equals(CumulusInterfaces.of(wanted))) {
            steps.add(new Step.Interfaces(wanted));
        }
        var fresh = new TreeSet<>(wanted.vlans().keySet());
        fresh.removeAll(running.vlans().keySet());
        if (!fresh.isEmpty()) {
            steps.add(new Step.AwaitVnis(List.copyOf(fresh)));
        }
        frr(steps, text, wanted);
        return List.copyOf(steps);
    }

    private static String frr(List<Step> steps, String before, Desired state) {
        var text = FrrFile.of(state);
        if (!text.equals(before)) {
            steps.add(new Step.Frr(state));
        }
        return text;
    }
}
