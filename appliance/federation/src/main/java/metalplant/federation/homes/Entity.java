package metalplant.federation.homes;

import java.util.UUID;
import metalplant.federation.entry.Version;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;

/**
 * A shared entity as mirrors show it.
 *
 * @param home the only plant that changes it
 * @param standing of its name
 * @param seq entry in which it got its present content
 */
public record Entity(
        String kind,
        UUID id,
        PlantId home,
        Version version,
        String scope,
        String name,
        Bytes content,
        Standing standing,
        long seq) {
    /** Whether an entity has its name without its plant's label. */
    public enum Standing {
        /** Not asked for yet: shown as name~label. */
        PENDING,
        /** It is the one with this name. */
        HELD,
        /** Another was first: shown as name~label until it is renamed. */
        LOST
    }

    NameKey nameKey() {
        return new NameKey(kind, scope, name);
    }

    Entity withStanding(Standing changed) {
        return new Entity(kind, id, home, version, scope, name, content, changed, seq);
    }

    Entity movedTo(PlantId newHome, long homeEpoch) {
        return new Entity(
                kind, id, newHome, new Version(homeEpoch, version.number()), scope, name, content, standing, seq);
    }

    /** How people see it, given the label of its home. */
    public String shownName(String homeLabel) {
        return standing == Standing.HELD ? name : name + "~" + homeLabel;
    }
}
