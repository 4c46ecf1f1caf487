package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import metalplant.federation.membership.Member;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.PlantId;
import metalplant.mesh.files.AtomicFile;
import metalplant.wire.WireJson;
import metalplant.wire.federation.ConsolePeers;

/**
 * Tells the console service, which is a process of its own, who the others are: {@code console/peers.json}, and a certificate in {@code
 * console/console.pem} that opens consoles of other plants and nothing else of theirs. Called by any thread.
 */
final class ConsoleFiles {
    private static final System.Logger LOG = System.getLogger(ConsoleFiles.class.getName());

    private final FederationParts parts;
    private final NeighbourBook book;
    private Optional<ConsolePeers> written = Optional.empty();

    ConsoleFiles(FederationParts parts, NeighbourBook book) {
        this.parts = parts;
        this.book = book;
    }

    /** Writes what has changed; what cannot be written is tried again at the next look. */
    synchronized void refresh() {
        try {
            var now = parts.runner.state().map(this::peers);
            if (now.isPresent() && !now.equals(written)) {
                write(now.get());
                written = now;
            }
        } catch (RuntimeException e) {
            LOG.log(WARNING, "the console service is not told of other plants", e);
        }
    }

    private void write(ConsolePeers peers) {
        var folder = AtomicFile.folder(parts.config.folder().resolve("console"), "rwx------");
        parts.identity.console();
        AtomicFile.write(folder.resolve("peers.json"), WireJson.text(peers).getBytes(UTF_8), AtomicFile.SECRET);
    }

    private ConsolePeers peers(PlantState state) {
        // With it the service believes this plant's own router, also while the plant is alone.
        var authority =
                Base64.getEncoder().encodeToString(parts.identity.meshCa().toArray());
        if (!state.phase().inFederation()) {
            return new ConsolePeers("", authority, List.of());
        }
        return new ConsolePeers(
                state.me().text(),
                authority,
                state.federation().members().living().stream()
                        .filter(member -> !member.plant().equals(state.me()))
                        .map(member -> peer(state, member))
                        .toList());
    }

    private ConsolePeers.Member peer(PlantState state, Member member) {
        var plant = member.plant();
        return new ConsolePeers.Member(
                plant.text(),
                member.record().label(),
                Base64.getEncoder().encodeToString(member.record().meshCa().toArray()),
                address(plant, member),
                state.federation().members().authority(state.me(), plant).name().toLowerCase(Locale.ROOT),
                book.all().getOrDefault(plant, List.of()));
    }

    private static String address(PlantId plant, Member member) {
        return Whereabouts.of(plant, member.record().endpoint())
                .filter(Whereabouts::tunnelled)
                .map(where -> FederationParts.hostAndPort(Whereabouts.service(plant), Whereabouts.CONSOLE_PORT))
                .orElse("");
    }
}
