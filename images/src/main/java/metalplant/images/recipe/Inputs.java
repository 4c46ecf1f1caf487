package metalplant.images.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import metalplant.images.cockroach.CockroachBinary;
import metalplant.images.debian.DebianTree;
import metalplant.images.runtime.Application;

/**
 * All that containers are made of.
 *
 * @param base the tree that all of them share
 * @param postgres {@code base} and PostgreSQL
 * @param infra {@code base}, dnsmasq and chrony
 * @param api {@code base} and ipmitool
 * @param frr {@code base} and FRR
 * @param application JDK and jars
 * @param nsq folder with nsqd and nsqlookupd
 * @param cockroach the operator's program, or none
 * @param scripts {@code images/containers}: entry programs, a folder per image
 * @param architecture {@code amd64} or {@code arm64}
 * @param version of all images
 */
public record Inputs(
        DebianTree base,
        DebianTree postgres,
        DebianTree infra,
        DebianTree api,
        DebianTree frr,
        Application application,
        Path nsq,
        Optional<CockroachBinary> cockroach,
        Path scripts,
        String architecture,
        String version) {

    /** The trees, the shared one first. */
    List<DebianTree> trees() {
        return List.of(base, postgres, infra, api, frr);
    }
}
