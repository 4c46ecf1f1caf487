package metalplant.door.hmac;

import java.util.List;

/** HMAC keys lent to booting servers. */
@FunctionalInterface
public interface LeasePrincipals {
    LeasePrincipals NONE = _ -> List.of();

    /** Keys of the live leases that are bound to this machine. */
    List<byte[]> keysOf(String machineId);
}
