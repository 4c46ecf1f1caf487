package metalplant.wireguard.tools;

import java.util.List;
import java.util.Optional;

/**
 * Our table of the packet filter. The kernel gives rules back in words of its own, so what is compared is its listing now with its
 * listing right after we loaded the table. A new process has no such listing and loads once more, in one step and without a gap.
 */
final class NftTool {
    private static final List<String> LIST = List.of("nft", "-s", "-nn", "list", "table", "inet", "metalplant_mesh");

    private record Loaded(String text, String listing) {}

    private final Commands commands;
    private Optional<Loaded> loaded = Optional.empty();

    NftTool(Commands commands) {
        this.commands = commands;
    }

    /** Whether the table is the one that {@code text} made, without a rule more or less. */
    boolean has(String text) {
        var listing = listing();
        return loaded.filter(known -> known.text().equals(text))
                .filter(known -> listing.filter(known.listing()::equals).isPresent())
                .isPresent();
    }

    void replace(String text) {
        commands.mustRun(List.of("nft", "-f", "-"), text);
        loaded = listing().map(listing -> new Loaded(text, listing));
    }

    void remove() {
        if (listing().isPresent()) {
            commands.mustRun(List.of("nft", "delete", "table", "inet", "metalplant_mesh"), "");
        }
        loaded = Optional.empty();
    }

    private Optional<String> listing() {
        var output = commands.run(LIST, "");
        return output.isGood() ? Optional.of(output.text()) : Optional.empty();
    }
}
