package metalplant.core.boot;

import metalplant.model.lease.BootLease;

/** A lease with all its secrets, as it is handed out once. */
public record LentLease(BootLease lease, LeaseSigner.Signed signed) {}
