package metalplant.bmc.report;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * Which controllers are looked at and how.
 *
 * @param every from the end of one round to the next one
 * @param user who may ask every controller of the plant
 * @param password secret
 * @param ipmiPort usually 623
 * @param allowed prefixes in which controllers are
 * @param ignored MACs in lower case that are none
 * @param timeout of one controller
 */
public record InventoryConfig(
        Duration every,
        String user,
        String password,
        int ipmiPort,
        List<Cidr> allowed,
        Set<String> ignored,
        Duration timeout) {
    public InventoryConfig {
        allowed = List.copyOf(allowed);
        ignored = Set.copyOf(ignored);
    }

    boolean wants(Lease lease) {
        return !ignored.contains(lease.mac())
                && IpAddress.tryParse(lease.ip())
                        .filter(ip -> allowed.stream().anyMatch(prefix -> prefix.contains(ip)))
                        .isPresent();
    }

    /** Without the password, for logs. */
    @Override
    public String toString() {
        return "InventoryConfig[every=%s allowed=%s]".formatted(every, allowed);
    }
}
