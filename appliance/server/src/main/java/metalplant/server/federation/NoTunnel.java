package metalplant.server.federation;

import java.util.Map;
import java.util.Optional;
import metalplant.federation.value.PlantId;
import metalplant.wireguard.reconcile.LinkHealth;

/** Plants that talk mutual TLS over whatever lies between them. */
record NoTunnel(String endpoint, Doors doors, String why) implements Tunnel {
    @Override
    public Optional<String> absence() {
        return Optional.of(why);
    }

    @Override
    public void open(Situation situation) {}

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void refresh(Situation situation) {}

    @Override
    public Map<PlantId, LinkHealth> health() {
        return Map.of();
    }

    @Override
    public void close() {}
}
