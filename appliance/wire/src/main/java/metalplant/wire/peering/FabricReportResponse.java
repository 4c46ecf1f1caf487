package metalplant.wire.peering;

/** @param version of the newest model for the switch */
public record FabricReportResponse(String version) {}
