package metalplant.wire.federation;

import java.util.Map;

/**
 * What a plant says to another one of its side of their tunnel, while keys change.
 *
 * @param number rises with each change; older ones are late
 * @param current generation of its present key
 * @param hasnext whether it has a key of the generation behind it
 * @param sendson the generation that it sends on
 * @param keys its public keys by generation, in base64; without the first generation, which follows from the member records
 */
public record TunnelKeysSaid(long number, int current, boolean hasnext, int sendson, Map<Integer, String> keys) {
    public TunnelKeysSaid {
        keys = keys == null ? Map.of() : Map.copyOf(keys);
    }
}
