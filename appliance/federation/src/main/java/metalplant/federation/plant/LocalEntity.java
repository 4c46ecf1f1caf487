package metalplant.federation.plant;

import java.util.UUID;
import metalplant.federation.entry.Version;
import metalplant.federation.value.Bytes;

/** A shared entity as its home has it in its own database, ahead of what the ledger says of it. */
public record LocalEntity(
        String kind, UUID id, Version version, String scope, String name, Bytes content, boolean deleted) {}
