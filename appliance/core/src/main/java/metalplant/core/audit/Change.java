package metalplant.core.audit;

import java.util.Optional;

/**
 * One entity that a transaction wrote.
 *
 * @param before as the transaction had read it; empty for a new one, and if it wrote without looking
 * @param after as it was stored; empty if it is gone
 */
public record Change(String kind, String id, Optional<Object> before, Optional<Object> after) {}
