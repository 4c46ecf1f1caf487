package metalplant.imagestore.keep;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import metalplant.imagestore.ImageKind;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.StoredImage;

/**
 * Which images go, and which are fetched. What a machine has, what the partition boots from, and what an image names that has not expired never
 * goes. Of the rest those go that expired, and of each operating system those beyond the newest few; and when room is needed, the
 * oldest first, down to the number that stays in any case, and then those too.
 */
public record KeepRules(KeepConfig config) {
    /**
     * Which go.
     *
     * @param needed bytes that must become free
     */
    public List<StoredImage> toRemove(List<StoredImage> stored, List<Wish> wishes, long needed, Instant now) {
        var held = held(wishes, now);
        // What switches fetch no entity names, and an operator brought it.
        stored.stream()
                .filter(each -> each.kind() == ImageKind.SWITCH)
                .map(StoredImage::name)
                .forEach(held::add);
        var going = new LinkedHashSet<StoredImage>();
        for (var group : groups(stored).values()) {
            var free =
                    group.stream().filter(each -> !held.contains(each.name())).toList();
            for (var image : free) {
                if (isOver(image, wishes, now) || (isLong(image, now) && group.indexOf(image) >= config.perNameMax())) {
                    going.add(image);
                }
            }
        }
        long missing = needed - bytes(going, stored);
        for (var image : spare(stored, held, going)) {
            if (missing <= 0) {
                break;
            }
            going.add(image);
            missing = needed - bytes(going, stored);
        }
        return List.copyOf(going);
    }

    /** Those that nobody needs, in the order in which they may go: first what is beyond the few that stay, the oldest first. */
    private List<StoredImage> spare(List<StoredImage> stored, Set<ImageName> held, Set<StoredImage> going) {
        var beyond = new ArrayList<StoredImage>();
        var last = new ArrayList<StoredImage>();
        for (var group : groups(stored).values()) {
            var left = group.stream().filter(each -> !going.contains(each)).toList();
            for (var image : left) {
                if (!held.contains(image.name())) {
                    (left.indexOf(image) >= config.perNameMin() ? beyond : last).add(image);
                }
            }
        }
        var oldest = Comparator.comparing(StoredImage::added).thenComparing(StoredImage::name);
        beyond.sort(oldest);
        last.sort(oldest);
        beyond.addAll(last);
        return beyond;
    }

    private Set<ImageName> held(List<Wish> wishes, Instant now) {
        var held = new LinkedHashSet<ImageName>();
        wishes.stream()
                .filter(each -> each.inUse() || !isExpired(each, now))
                .map(Wish::name)
                .forEach(held::add);
        return held;
    }

    private boolean isExpired(Wish wish, Instant now) {
        return wish.expires()
                .filter(each -> each.plus(config.grace()).isBefore(now))
                .isPresent();
    }

    /** Whether its image has expired; what no entity names has no expiry. */
    private boolean isOver(StoredImage image, List<Wish> wishes, Instant now) {
        return wishes.stream().anyMatch(each -> each.name().equals(image.name()) && isExpired(each, now));
    }

    private boolean isLong(StoredImage image, Instant now) {
        return image.added().plus(config.grace()).isBefore(now);
    }

    /** Bytes that become free when these go: a content that another name means stays. */
    private static long bytes(Set<StoredImage> going, List<StoredImage> stored) {
        var contents = new LinkedHashMap<String, Long>();
        going.forEach(each -> contents.put(each.sha256(), each.size()));
        stored.stream().filter(each -> !going.contains(each)).forEach(each -> contents.remove(each.sha256()));
        return contents.values().stream().mapToLong(Long::longValue).sum();
    }

    /** By operating system and version, the newest first; all kernels are a group, and all boot images. */
    private static Map<String, List<StoredImage>> groups(List<StoredImage> stored) {
        var groups = new TreeMap<String, List<StoredImage>>();
        stored.forEach(each -> groups.computeIfAbsent(group(each.kind(), each.name()), _ -> new ArrayList<>())
                .add(each));
        groups.values()
                .forEach(each -> each.sort(Comparator.comparing((StoredImage image) -> stage(image.name()))
                        .thenComparing(StoredImage::added)
                        .reversed()
                        .thenComparing(StoredImage::name)));
        return groups;
    }

    /** {@code metal-os/STAGE/OS/VERSION/img.tar.lz4}: all but the stage. */
    private static String group(ImageKind kind, ImageName name) {
        var parts = name.text().split("/", -1);
        return kind == ImageKind.OS && parts.length >= 4
                ? "os " + parts[parts.length - 3] + "-" + parts[parts.length - 2]
                : kind.text();
    }

    /** A date sorts by itself; stable is newer than any, as the newest release is copied there. */
    private static String stage(ImageName name) {
        var parts = name.text().split("/", -1);
        return parts.length >= 4 ? parts[parts.length - 4] : "";
    }

    /** What is to be fetched, the most urgent first: what is in use, then of each operating system the newest few that have not expired. */
    public List<Wish> toFetch(List<Wish> wishes, Set<ImageName> here, Instant now) {
        var counts = new TreeMap<String, Integer>();
        var urgent = new ArrayList<Wish>();
        var rest = new ArrayList<Wish>();
        var newest = wishes.stream()
                .sorted(Comparator.comparing((Wish each) -> stage(each.name()))
                        .reversed()
                        .thenComparing(Wish::name))
                .toList();
        var seen = new LinkedHashSet<ImageName>();
        for (var wish : newest) {
            if (!seen.add(wish.name())) {
                continue;
            }
            int count = counts.merge(group(wish.kind(), wish.name()), 1, Integer::sum);
            if (here.contains(wish.name())) {
                continue;
            }
            if (wish.inUse()) {
                urgent.add(wish);
            } else if (!isExpired(wish, now) && count <= config.perNameMax()) {
                rest.add(wish);
            }
        }
        urgent.addAll(rest);
        return List.copyOf(urgent);
    }
}
