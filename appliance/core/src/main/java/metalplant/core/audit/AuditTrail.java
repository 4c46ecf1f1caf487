package metalplant.core.audit;

import java.util.List;

/** What a request leaves behind in each transaction that it writes in. */
public interface AuditTrail {
    /** Of the request that this thread serves; whatever a plant does by itself has none. */
    ScopedValue<AuditTrail> CURRENT = ScopedValue.newInstance();

    /**
     * The entry for one transaction. Called once for each try of it, with the same number; pure.
     *
     * @param number of the transaction within the request, from 0 on
     * @return a JSON document
     */
    String entry(int number, List<Change> changes);

    /** The number of the next transaction. */
    int next();

    /** A transaction was committed, with its entry. */
    void committed(int number);
}
