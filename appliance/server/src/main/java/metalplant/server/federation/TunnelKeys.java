package metalplant.server.federation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.value.PlantId;
import metalplant.mesh.files.AtomicFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.mesh.identity.WireguardKey;
import metalplant.wireguard.plan.KeyOfGeneration;
import metalplant.wireguard.plan.Keys;
import metalplant.wireguard.plan.OwnKey;
import metalplant.wireguard.plan.PeerKey;
import metalplant.wireguard.plan.PublicKey;

/** The keys of each tunnel, which both ends work out from their member records (ADR 17); ours lie in files, from where {@code wg} reads them. */
final class TunnelKeys {
    private static final String SUFFIX = ".key";
    private static final Pattern MEMBERS_KEY =
            Pattern.compile("([0-9a-f]{32})\\." + TunnelPlan.MEMBERS + Pattern.quote(SUFFIX));

    private final Path folder;
    private final PlantIdentity identity;

    /** @param theirs only the public half is used */
    record Pair(OwnKey ours, PeerKey theirs) {}

    /** @param folder of private keys alone; made if it is not there */
    TunnelKeys(Path folder, PlantIdentity identity) {
        this.folder = folder.toAbsolutePath().normalize();
        this.identity = identity;
    }

    /** Empty if the other plant has published no key that is one. */
    Optional<Pair> of(MemberRecord other, int generation) {
        var own = identity.wireguard();
        var ours = own.ofTunnel(other.wireguardKey(), identity.plant(), other.plant(), generation);
        var theirs = own.ofTunnel(other.wireguardKey(), other.plant(), identity.plant(), generation);
        if (ours.isEmpty() || theirs.isEmpty()) {
            return Optional.empty();
        }
        var file = file(other.plant().text(), generation);
        keep(file, ours.get());
        return Optional.of(new Pair(
                new OwnKey(generation, new PublicKey(ours.get().publicText()), file),
                new PeerKey(generation, new PublicKey(theirs.get().publicText()))));
    }

    /** A key that chance makes, for a generation behind {@link TunnelPlan#MEMBERS}; on the disk when this returns, and the same ever after. */
    OwnKey made(PlantId other, int generation, SecureRandom chance) {
        var file = file(other.text(), generation);
        if (!Files.exists(file)) {
            keep(file, WireguardKey.made(chance));
        }
        return made(other, generation);
    }

    private OwnKey made(PlantId other, int generation) {
        var file = file(other.text(), generation);
        var key = WireguardKey.read(AtomicFile.read(file));
        return new OwnKey(generation, new PublicKey(key.publicText()), file);
    }

    /** Ours of a pair whose keys change; the first of them follows from the records. */
    Keys<OwnKey> ours(TunnelRotation.Pair pair, Pair first) {
        var side = pair.ours();
        var current = side.current() == TunnelPlan.MEMBERS ? first.ours() : made(pair.plant(), side.current());
        return side.hasNext()
                ? Keys.only(current).withNext(made(pair.plant(), side.current() + 1))
                : Keys.only(current);
    }

    /** Theirs, as they published them. */
    Keys<PeerKey> theirs(TunnelRotation.Pair pair, Pair first) {
        var side = pair.theirs();
        var current = side.current() == TunnelPlan.MEMBERS
                ? first.theirs()
                : new PeerKey(side.current(), pair.published(side.current()));
        return side.hasNext()
                ? Keys.only(current).withNext(new PeerKey(side.current() + 1, pair.published(side.current() + 1)))
                : Keys.only(current);
    }

    private void keep(Path file, WireguardKey key) {
        AtomicFile.folder(folder, "rwx------");
        var text = key.secretText() + "\n";
        if (!Files.exists(file) || !AtomicFile.read(file).equals(text)) {
            AtomicFile.write(file, text.getBytes(US_ASCII), AtomicFile.SECRET);
        }
    }

    /**
     * Plants with whom the tunnel between members took the place of that of the meeting: no key of the latter is left. That is how it
     * is known behind a restart.
     */
    Set<PlantId> settled() {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> MEMBERS_KEY.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(match -> match.group(1))
                    .filter(plant -> !Files.exists(file(plant, KeyOfGeneration.MEETING)))
                    .map(PlantId::new)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of();
        }
    }

    private Path file(String plant, int generation) {
        return folder.resolve("%s.%d%s".formatted(plant, generation, SUFFIX));
    }

    /** Removes the keys of tunnels that are gone; one that stays by mistake can be worked out anyway. */
    void keepOnly(Set<Path> used) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .filter(file -> !used.contains(file))
                    .forEach(AtomicFile::remove);
        } catch (IOException e) {
            System.getLogger(TunnelKeys.class.getName())
                    .log(System.Logger.Level.WARNING, "keys of former tunnels stay folder={0}", folder);
        }
    }
}
