package metalplant.images.recipe;

import java.nio.file.Path;
import metalplant.images.oci.Digest;
import metalplant.images.oci.OciArchive;
import metalplant.images.signature.PublicKey;
import metalplant.images.signature.Statement;
import metalplant.model.Problem;

/** What whoever loads images does first. */
public final class Verification {
    private Verification() {}

    /**
     * Holds every image of a folder against its signature: whole archive, digest, version, bill of materials; and {@code images.json} against all of
     * them.
     *
     * @param key of whom the images have to be from
     * @throws Problem RULE_VIOLATED if something is signed by somebody else or was changed; BAD_REQUEST if it cannot be read
     */
    public static Made verify(Path folder, PublicKey key) {
        var made = Made.read(folder);
        if (made.images().isEmpty()) {
            throw Problem.bad(folder + " holds no images: build them again");
        }
        made.images().forEach(one -> verify(folder, one, made.version(), key));
        return made;
    }

    private static void verify(Path folder, Made.One one, String version, PublicKey key) {
        if (!one.name().matches("[a-z][a-z-]*")) {
            throw Problem.bad("%s names an image \"%s\"".formatted(folder.resolve(Made.FILE), one.name()));
        }
        var archive = folder.resolve(one.name() + ".oci.tar");
        var statement = Statement.verified(folder.resolve(one.name() + ".signature"), key);
        same(
                archive,
                "SHA-256",
                statement.archive().hex(),
                Digest.ofFile(archive).hex());
        var bill = folder.resolve(one.name() + ".cdx.json");
        same(bill, "SHA-256", statement.bill().hex(), Digest.ofFile(bill).hex());
        same(
                archive,
                "digest",
                statement.manifest().text(),
                OciArchive.read(archive).manifest().text());
        var list = folder.resolve(Made.FILE);
        same(list, "name of an image", statement.name(), one.name());
        same(list, "version", statement.version(), version);
        same(list, "digest of " + one.name(), statement.manifest().text(), one.digest());
    }

    private static void same(Path file, String what, String signed, String found) {
        if (!signed.equals(found)) {
            throw Problem.refused(
                    "%s was changed after it was signed: its %s is %s, signed is %s. Take the folder again from where it came, or build it again"
                            .formatted(file, what, found, signed));
        }
    }
}
