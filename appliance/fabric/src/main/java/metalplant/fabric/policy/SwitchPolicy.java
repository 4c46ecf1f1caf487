package metalplant.fabric.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that decides which routes go where on one switch.
 *
 * @param name the switch
 * @param asn its own
 */
public record SwitchPolicy(
        String name,
        long asn,
        List<PrefixList> prefixLists,
        List<CommunityList> communityLists,
        List<RouteMap> maps,
        List<VrfPolicy> vrfs) {
    public SwitchPolicy {
        prefixLists = List.copyOf(prefixLists);
        communityLists = List.copyOf(communityLists);
        maps = List.copyOf(maps);
        vrfs = List.copyOf(vrfs);
    }

    public Optional<PrefixList> prefixList(String wanted) {
        return prefixLists.stream().filter(each -> each.name().equals(wanted)).findFirst();
    }

    public Optional<CommunityList> communityList(String wanted) {
        return communityLists.stream()
                .filter(each -> each.name().equals(wanted))
                .findFirst();
    }

    public Optional<RouteMap> map(String wanted) {
        return maps.stream().filter(each -> each.name().equals(wanted)).findFirst();
    }

    public Optional<VrfPolicy> vrf(String wanted) {
        return vrfs.stream().filter(each -> each.name().equals(wanted)).findFirst();
    }

    /**
     * What FRR would take without a word and get wrong: names that nothing stands behind, names that stand twice, exports and neighbours
     * without a map, imports from a VRF that is not there.
     */
    public List<String> mistakes() {
        return Stream.of(twice(), missing(), open()).flatMap(List::stream).toList();
    }

    private List<String> twice() {
        var seen = new HashSet<String>();
        return Stream.of(
                        prefixLists.stream().map(each -> "prefix list " + each.name()),
                        communityLists.stream().map(each -> "community list " + each.name()),
                        maps.stream().map(each -> "route map " + each.name()),
                        vrfs.stream().map(each -> "VRF " + each.name()))
                .flatMap(each -> each)
                .filter(each -> !seen.add(each))
                .map(each -> "%s: %s is there twice".formatted(name, each))
                .toList();
    }

    private List<String> missing() {
        var mapsWanted = vrfs.stream()
                .flatMap(vrf -> Stream.of(
                                vrf.machines().stream(),
                                vrf.importMap().stream(),
                                vrf.advertisement().flatMap(VrfPolicy.Advertisement::map).stream(),
                                vrf.sessions().stream()
                                        .flatMap(session ->
                                                Stream.concat(session.in().stream(), session.out().stream())))
                        .flatMap(each -> each));
        var entries = maps.stream().flatMap(map -> map.entries().stream()).toList();
        var listsWanted = entries.stream().flatMap(entry -> entry.match().prefixes().stream());
        var tagsWanted = entries.stream()
                .flatMap(
                        entry -> Stream.concat(entry.match().communities().stream(), entry.change().delete().stream()));
        var sourcesWanted = vrfs.stream().flatMap(vrf -> vrf.imports().stream());
        return Stream.of(
                        absent("route map ", mapsWanted, names(maps, RouteMap::name)),
                        absent("prefix list ", listsWanted, names(prefixLists, PrefixList::name)),
                        absent("community list ", tagsWanted, names(communityLists, CommunityList::name)),
                        absent("VRF ", sourcesWanted, names(vrfs, VrfPolicy::name)))
                .flatMap(each -> each)
                .distinct()
                .map(each -> "%s: %s is used and not there".formatted(name, each))
                .toList();
    }

    private static <T> Set<String> names(List<T> things, Function<T, String> name) {
        return things.stream().map(name).collect(Collectors.toSet());
    }

    private static Stream<String> absent(String kind, Stream<String> wanted, Set<String> there) {
        return wanted.filter(each -> !there.contains(each)).map(each -> kind + each);
    }

    private List<String> open() {
        return vrfs.stream()
                .flatMap(vrf -> Stream.of(
                                Stream.of("import")
                                        .filter(_ -> !vrf.imports().isEmpty()
                                                && vrf.importMap().isEmpty()),
                                Stream.of("export")
                                        .filter(_ -> vrf.advertisement()
                                                .filter(each -> each.map().isEmpty())
                                                .isPresent()),
                                vrf.sessions().stream()
                                        .filter(each -> each.in().isEmpty()
                                                || each.out().isEmpty())
                                        .map(each -> "neighbour " + each.neighbour()))
                        .flatMap(each -> each)
                        .map(what -> "%s: %s of %s has no route map".formatted(name, what, vrf.name())))
                .toList();
    }
}
