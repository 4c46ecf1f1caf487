package metalplant.core.federation;

import java.util.List;
import java.util.Optional;
import metalplant.core.store.FederationTable;
import metalplant.core.store.FederationTable.Log;
import metalplant.federation.plant.EntryLog;
import metalplant.federation.value.Bytes;

/** The entries of this plant's ledger, as one transaction sees them. */
record DatabaseLog(FederationTable table) implements EntryLog {
    @Override
    public Optional<Bytes> at(long seq) {
        return table.entry(Log.OWN, seq);
    }

    @Override
    public List<Bytes> from(long seq, int max) {
        return table.entries(Log.OWN, seq, max);
    }
}
