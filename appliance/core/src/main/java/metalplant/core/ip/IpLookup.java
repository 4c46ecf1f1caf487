package metalplant.core.ip;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;

/** Finds the one acquisition that a caller means by an address. */
final class IpLookup {
    private static final int PROJECTS_NAMED_MAX = 10;

    private IpLookup() {}

    /**
     * The acquisition of {@code address}.
     *
     * @param projectId whose, if the caller says so; below a namespaced super network several projects may hold the same address
     * @throws Problem ENTITY_NOT_FOUND, ADDRESS_AMBIGUOUS
     */
    static Ip one(Tx tx, String address, Optional<String> projectId) {
        var holders = IpAddress.tryParse(address).map(tx.ips()::holders).orElse(List.of()).stream()
                .filter(ip -> projectId.map(ip.projectId()::equals).orElse(true))
                .toList();
        refuseSeveral(address, holders);
        return holders.stream().findFirst().orElseThrow(() -> Problem.notFound("ip", address));
    }

    /** Refuses an answer in which several projects hold the address that was asked for. */
    static void refuseSeveral(String address, List<Ip> holders) {
        if (holders.size() > 1) {
            var projects = holders.stream()
                    .map(Ip::projectId)
                    .limit(PROJECTS_NAMED_MAX)
                    .collect(Collectors.joining(", "));
            throw Problem.of(
                            ProblemCode.ADDRESS_AMBIGUOUS,
                            "address %s is held by %d projects (%s), say which project you mean"
                                    .formatted(address, holders.size(), projects))
                    .with("projects", projects);
        }
    }
}
