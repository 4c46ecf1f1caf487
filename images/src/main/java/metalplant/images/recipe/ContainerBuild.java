package metalplant.images.recipe;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import metalplant.images.debian.DebianTree;
import metalplant.images.debian.LayerArchive;
import metalplant.images.debian.Selection;
import metalplant.images.files.Trees;
import metalplant.images.oci.Digest;
import metalplant.images.oci.ImageWriter;
import metalplant.images.oci.OciArchive;
import metalplant.images.signature.SigningKey;
import metalplant.images.signature.Statement;

/**
 * Makes all containers in one folder: archive, bill of materials and signature of each, and {@code images.json}, which is written last.
 *
 * @param inputs what they are made of
 * @param key that signs
 * @param time that all files get
 * @param work for what is in between; layers that were compressed once are found there again
 * @param say tells how far it is
 */
public record ContainerBuild(Inputs inputs, SigningKey key, Instant time, Path work, Consumer<String> say) {
    private static final long MEGABYTE = 1_000_000;

    /** What becomes of a tree: layers, lowest first, and what is in all of them together. */
    private record Base(String tree, Selection selection, List<Path> layers) {}

    /** Writes into {@code out}. */
    public Made make(Path out) {
        Trees.create(out);
        Trees.create(work);
        Trees.delete(out.resolve(Made.FILE));
        var bases = bases();
        var made = new ArrayList<Made.One>();
        for (var one : Container.values()) {
            removeFiles(out, one);
            if (one == Container.COCKROACH && inputs.cockroach().isEmpty()) {
                say.accept("cockroach: no program was given, so the database of this plant is PostgreSQL");
            } else {
                made.add(make(out, one, base(bases, one.tree())));
            }
        }
        Trees.write(out.resolve("key.pub"), key.publicKey().pem());
        var all = new Made(
                inputs.version(),
                inputs.cockroach().isPresent() ? "postgres cockroach" : "postgres",
                key.publicKey().fingerprint(),
                key.throwAway(),
                made);
        Trees.write(out.resolve(Made.FILE), all.json());
        return all;
    }

    private Made.One make(Path out, Container one, Base base) {
        var archive = out.resolve(one.text() + ".oci.tar");
        new ImageWriter(work.resolve("jib"), time).write(one.image(inputs, base.layers()), archive);
        var written = OciArchive.read(archive);
        var bill = one.bill(inputs, base.selection().packages());
        var text = bill.json();
        Trees.write(out.resolve(one.text() + ".cdx.json"), text);
        var statement = new Statement(
                one.text(),
                inputs.version(),
                written.manifest(),
                Digest.ofFile(archive),
                Digest.of(text.getBytes(StandardCharsets.UTF_8)));
        Trees.write(out.resolve(one.text() + ".signature"), statement.signed(key));
        say.accept("%s: %s, %d MB".formatted(one.text(), one.holds(), written.size() / MEGABYTE));
        return new Made.One(
                one.text(),
                one.reference(inputs.version()),
                written.manifest().text(),
                written.size(),
                one.holds(),
                bill.count("deb"),
                bill.count("maven"),
                bill.count("golang"));
    }

    /** The shared one first; of the others what they have more than that lies above it. */
    private List<Base> bases() {
        var shared = archive(inputs.base());
        var bases = new ArrayList<Base>();
        for (var tree : inputs.trees()) {
            var file = work.resolve(tree.name() + ".layer.tar");
            boolean above = !bases.isEmpty();
            archive(tree).write(file, above ? Optional.of(shared) : Optional.empty());
            var selection = selection(tree);
            bases.add(new Base(
                    tree.name(),
                    selection,
                    above ? List.of(bases.getFirst().layers().getFirst(), file) : List.of(file)));
            say.accept("layer of %s: %d packages of %d"
                    .formatted(
                            tree.name(),
                            selection.packages().size(),
                            tree.packages().size()));
        }
        return bases;
    }

    private static Base base(List<Base> bases, String tree) {
        return bases.stream()
                .filter(base -> base.tree().equals(tree))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("every container has a tree"));
    }

    private LayerArchive archive(DebianTree tree) {
        return new LayerArchive(tree, selection(tree), time);
    }

    private static Selection selection(DebianTree tree) {
        return Selection.of(tree, LeftOut.packages(tree.name()), LeftOut.folders(tree.name()), Users.files());
    }

    /** What an earlier build left, so that no file of another version lies beside new ones. */
    private static void removeFiles(Path out, Container one) {
        List.of(".oci.tar", ".cdx.json", ".signature").forEach(end -> Trees.delete(out.resolve(one.text() + end)));
    }
}
