package metalplant.federation.plant;

import java.util.UUID;
import metalplant.federation.entry.Command;

/** What an operator wants and the ledger has not shown yet. */
public record Order(UUID request, Command command) {}
