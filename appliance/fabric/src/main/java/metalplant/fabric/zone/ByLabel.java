package metalplant.fabric.zone;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import metalplant.fabric.zone.Zone.Kind;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Peering;

/**
 * The peerings of projects that want all of their networks to reach each other. They follow from what is there: nothing of them is kept, so
 * nothing is left of them once the label is gone.
 */
public final class ByLabel {
    /** Ids of these peerings begin with it, and no others do. */
    public static final String PREFIX = "auto-";

    private static final int DIGITS = 24;

    private ByLabel() {}

    /**
     * A peering of each two.
     *
     * @param networks of these projects, the oldest first; only private ones take part, and only the first
     *     {@link Admission#BY_LABEL_MAX} of a project in a partition
     * @param asked two that somebody asked for already have theirs
     */
    public static List<Peering> peerings(List<Network> networks, List<Peering> asked) {
        var there = new HashSet<Set<String>>();
        asked.forEach(each -> there.add(pair(each.network1(), each.network2())));
        var found = new ArrayList<Peering>();
        for (var mesh : meshes(networks)) {
            var members = mesh.subList(0, Math.min(mesh.size(), Admission.BY_LABEL_MAX));
            for (int i = 0; i < members.size(); i++) {
                for (var other : members.subList(i + 1, members.size())) {
                    var one = members.get(i);
                    if (!there.contains(pair(one.id(), other.id()))) {
                        found.add(peering(one.id(), other.id()));
                    }
                }
            }
        }
        return found;
    }

    /** Those that are too many to take part. */
    public static List<Network> tooMany(List<Network> networks) {
        return meshes(networks).stream()
                .flatMap(mesh -> mesh.stream().skip(Admission.BY_LABEL_MAX))
                .toList();
    }

    private static List<List<Network>> meshes(List<Network> networks) {
        var found = new LinkedHashMap<List<Object>, List<Network>>();
        networks.stream()
                .filter(each -> each.kind() == Kind.PRIVATE && !each.isShared())
                .forEach(
                        each -> found.computeIfAbsent(List.of(each.project(), each.partition()), _ -> new ArrayList<>())
                                .add(each));
        return List.copyOf(found.values());
    }

    private static Set<String> pair(String one, String other) {
        return new HashSet<>(List.of(one, other));
    }

    private static Peering peering(String one, String other) {
        boolean sorted = one.compareTo(other) <= 0;
        var first = sorted ? one : other;
        var second = sorted ? other : one;
        return new Peering(id(first, second), first, second, true);
    }

    private static String id(String first, String second) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            (first + "\n" + second).chars().forEach(each -> {
                digest.update((byte) (each >> Byte.SIZE));
                digest.update((byte) each);
            });
            return PREFIX + HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
