package metalplant.model.region;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.model.Problem;

/**
 * Where a place is, in degrees (WGS 84). Kept as two labels, so that members with older software keep and pass them on.
 *
 * @param latitude -90 to 90, north is positive
 * @param longitude -180 to 180, east is positive
 */
public record Coordinates(double latitude, double longitude) {
    private static final String LATITUDE = "plant.metal-stack.io/latitude";
    private static final String LONGITUDE = "plant.metal-stack.io/longitude";
    private static final double EARTH_RADIUS_KM = 6_371;

    /** Light in glass: 1 ms there and back for each 100 km. */
    private static final double KM_PER_ROUND_TRIP_MILLI = 100;

    /** @throws Problem BAD_REQUEST if this is nowhere on earth */
    public Coordinates {
        if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) {
            throw Problem.bad("latitude must be between -90 and 90, longitude between -180 and 180");
        }
    }

    /** What the labels of a place say; empty if they say nothing that can be read. */
    public static Optional<Coordinates> of(Map<String, String> labels) {
        var latitude = labels.get(LATITUDE);
        var longitude = labels.get(LONGITUDE);
        if (latitude == null || longitude == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Coordinates(Double.parseDouble(latitude), Double.parseDouble(longitude)));
        } catch (NumberFormatException | Problem _) {
            return Optional.empty();
        }
    }

    /** The labels of a place that is here. */
    public Map<String, String> into(Map<String, String> labels) {
        var all = new TreeMap<>(labels);
        all.put(LATITUDE, Double.toString(latitude));
        all.put(LONGITUDE, Double.toString(longitude));
        return all;
    }

    /** The labels that people gave. */
    public static Map<String, String> without(Map<String, String> labels) {
        var all = new TreeMap<>(labels);
        all.remove(LATITUDE);
        all.remove(LONGITUDE);
        return all;
    }

    /** Along the surface. */
    public double kilometresTo(Coordinates other) {
        double here = Math.toRadians(latitude);
        double there = Math.toRadians(other.latitude);
        double north = Math.pow(Math.sin((there - here) / 2), 2);
        double east = Math.pow(Math.sin(Math.toRadians(other.longitude - longitude) / 2), 2);
        double half = north + Math.cos(here) * Math.cos(there) * east;
        return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(half)));
    }

    /** The shortest round trip that there can be over this distance, in milliseconds. */
    public static double leastRoundTrip(double kilometres) {
        return kilometres / KM_PER_ROUND_TRIP_MILLI;
    }
}
