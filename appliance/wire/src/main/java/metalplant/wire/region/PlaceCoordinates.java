package metalplant.wire.region;

/**
 * Where a place is, in degrees (WGS 84).
 *
 * @param latitude north is positive
 * @param longitude east is positive
 */
public record PlaceCoordinates(double latitude, double longitude) {}
