package metalplant.server.federation;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import metalplant.door.Role;

/**
 * Where this plant meets others.
 *
 * @param folder of keys, joins and the ledger's voter; no backup of the database has it
 * @param label how this plant is called among others, such as {@code fra_eqx_01}
 * @param address where other plants reach it, as a number
 * @param meshPort of the door for other plants, if there are no tunnels
 * @param ledgerPort of the ledger's voter, open only in a federation, if there are no tunnels
 * @param pairingPort open only while an invite is; 0 = any free one
 * @param doorRoleMax the highest role that keys of the federation have at this plant's router
 * @param quarantine between the proof that an evicted plant uses its blocks no more and their being free
 */
public record FederationConfig(
        Path folder,
        String label,
        InetAddress address,
        int meshPort,
        int ledgerPort,
        int pairingPort,
        TunnelConfig tunnel,
        Role doorRoleMax,
        Duration quarantine) {}
