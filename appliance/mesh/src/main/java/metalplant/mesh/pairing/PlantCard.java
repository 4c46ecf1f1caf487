package metalplant.mesh.pairing;

import java.util.List;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.value.PlantId;

/**
 * What one plant has to know of another before they can talk.
 *
 * @param record key, mesh authority and WireGuard key: what is pinned
 * @param service address and port of its mesh listener inside the tunnel
 * @param endpoints where its tunnel may be reached, best first; empty if it is behind NAT
 */
public record PlantCard(MemberRecord record, String service, List<String> endpoints) {
    /** Endpoints of one plant. */
    public static final int ENDPOINTS_MAX = 8;

    private static final int TEXT_MAX = 256;
    private static final int WIREGUARD_KEY_SIZE = 32;

    public PlantCard {
        endpoints = List.copyOf(endpoints);
        if (endpoints.size() > ENDPOINTS_MAX || record.wireguardKey().size() != WIREGUARD_KEY_SIZE) {
            throw new IllegalArgumentException("a plant has a WireGuard key of %d bytes and at most %d endpoints"
                    .formatted(WIREGUARD_KEY_SIZE, ENDPOINTS_MAX));
        }
        endpoints.forEach(PlantCard::plain);
        plain(service);
    }

    private static void plain(String text) {
        if (text.length() > TEXT_MAX || text.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
            throw new IllegalArgumentException("an address has at most %d plain characters".formatted(TEXT_MAX));
        }
    }

    public PlantId plant() {
        return record.plant();
    }
}
