package metalplant.model.image;

import java.time.Instant;
import java.util.List;
import metalplant.model.Entity;
import metalplant.model.Stamp;

/**
 * An operating system image.
 *
 * @param os part of the id before its last dash
 * @param version normalised semantic version of the part after it: {@code 24.04} is kept as {@code 24.4.0}
 * @param features sorted: {@code firewall}, {@code machine}
 * @param classification preview, supported or deprecated
 */
public record Image(
        String id,
        String name,
        String description,
        String url,
        String os,
        String version,
        List<String> features,
        String classification,
        Instant expiration,
        Stamp stamp)
        implements Entity<Image> {
    public static final String FEATURE_MACHINE = "machine";
    public static final String FEATURE_FIREWALL = "firewall";

    public Image {
        features = features.stream().distinct().sorted().toList();
    }

    @Override
    public Image withStamp(Stamp newStamp) {
        return new Image(id, name, description, url, os, version, features, classification, expiration, newStamp);
    }
}
