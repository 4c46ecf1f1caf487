package metalplant.model.peering;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import metalplant.model.ip.Cidr;

/**
 * What a plant told last of its partitions in zones, for the switches of other plants there.
 *
 * @param plant its id; {@link #OWN} for what this plant tells itself
 * @param life of the plant, and within that {@code revision}: what is older than what is here is not taken
 * @param zones all of which it is about, by internal id; none if something of it was left out, so that it is asked for again
 * @param changed when it came here
 * @param heard when the plant said last that it is still so
 * @param more networks that the plant had no room for
 * @param refused what was wrong with what it said, for people
 */
public record PlantFabric(
        String plant,
        long life,
        long revision,
        List<UUID> zones,
        Instant changed,
        Instant heard,
        List<Part> parts,
        int more,
        List<String> refused) {
    /** In the place of a plant's id: this one. */
    public static final String OWN = "";

    /** Networks of one plant. */
    public static final int NETWORKS_MAX = 4_096;

    /** Partitions of one plant. */
    public static final int PARTS_MAX = 256;

    /** Exits of a partition, and cables of an exit. */
    public static final int EXITS_MAX = 64;

    /** Prefixes of each kind that a network or a partition has. */
    public static final int PREFIXES_MAX = 64;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,62}");

    /** Nobody's networks are larger, and a default route is none. */
    private static final int LENGTH_LEAST = 8;

    public PlantFabric {
        zones = List.copyOf(zones);
        parts = List.copyOf(parts);
        refused = List.copyOf(refused);
    }

    /** Whether others can call a partition, an exit or a network so. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Whether these can be told. */
    public static boolean arePrefixes(List<Cidr> prefixes) {
        return prefixes.size() <= PREFIXES_MAX && prefixes.stream().allMatch(each -> each.length() >= LENGTH_LEAST);
    }

    /** Which of what a plant said. */
    public record Head(String plant, long life, long revision, List<UUID> zones, Instant heard) {
        public Head {
            zones = List.copyOf(zones);
        }

        /** Whether this was said behind the other one. */
        public boolean isAfter(long otherLife, long otherRevision) {
            return life > otherLife || (life == otherLife && revision > otherRevision);
        }
    }

    public Head head() {
        return new Head(plant, life, revision, zones, heard);
    }

    /** Whether it says the same, whenever it was said. */
    public boolean isLike(PlantFabric other) {
        return equals(new PlantFabric(
                other.plant,
                other.life,
                other.revision,
                other.zones,
                changed,
                heard,
                other.parts,
                other.more,
                other.refused));
    }

    /** The same, of which the plant says now that it is still so. */
    public PlantFabric heardAt(Instant now) {
        return new PlantFabric(plant, life, revision, zones, changed, now, parts, more, refused);
    }

    /**
     * A partition.
     *
     * @param number in tags of routes; the plant's number in the federation decides which it can be
     * @param zone its internal id, the same in all plants
     */
    public record Part(
            String id,
            int number,
            UUID zone,
            List<Cidr> supers,
            List<Cidr> announceable,
            List<Exit> exits,
            List<Net> networks) {
        public Part {
            supers = List.copyOf(supers);
            announceable = List.copyOf(announceable);
            exits = List.copyOf(exits);
            networks = List.copyOf(networks);
        }
    }

    /** An exit, and where its cables lead. */
    public record Exit(String id, long asn, List<SwitchFabric.Cable> cables) {
        public Exit {
            cables = List.copyOf(cables);
        }
    }

    /**
     * A network of a project.
     *
     * @param project its internal id, the same in all plants
     * @param announced beside its prefixes
     */
    public record Net(String id, UUID project, int vrf, List<Cidr> prefixes, List<Cidr> announced) {
        public Net {
            prefixes = List.copyOf(prefixes);
            announced = List.copyOf(announced);
        }
    }
}
