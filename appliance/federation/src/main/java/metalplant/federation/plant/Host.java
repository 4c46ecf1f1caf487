package metalplant.federation.plant;

import metalplant.federation.value.PlantId;

/** A join that this plant, as the inviter, brings into the ledger. */
public record Host(PlantId joiner, Message.JoinReady ready) {}
