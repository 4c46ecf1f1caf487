package metalplant.images.cockroach;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
import metalplant.images.files.Trees;
import metalplant.images.oci.Digest;
import metalplant.model.Problem;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * CockroachDB's program.
 *
 * @param program the program itself
 * @param version what its pin calls it
 * @param sum of the file that the operator gave: the program, or the archive with it
 */
public record CockroachBinary(Path program, String version, Digest sum) {
    private static final String NAME = "cockroach";
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    /**
     * Takes what the operator gave.
     *
     * @param given the program, or a packed archive in which it is called {@code cockroach}
     * @param licensed whether the operator says that there is a licence for it
     * @param work where an archive is unpacked
     * @throws Problem BAD_REQUEST if it is no such file; RULE_VIOLATED if its sum is not among the pins, or the pin forbids it
     */
    public static CockroachBinary accept(Path given, PinnedSums pins, boolean licensed, Path work) {
        if (!Files.isRegularFile(given)) {
            throw Problem.bad(
                    "%s is no file: --cockroach wants CockroachDB's program or the archive it came in; without it the images are made for PostgreSQL"
                            .formatted(given));
        }
        var sum = Digest.ofFile(given);
        var pin = pins.find(sum)
                .orElseThrow(() -> Problem.refused(
                        "%s is not on the list of known files of CockroachDB (SHA-256 %s): check where it came from, then add the line \"%s use VERSION\" to a file and name it by --cockroach-pins"
                                .formatted(given, sum.hex(), sum.hex())));
        switch (pin.verdict()) {
            case NEVER ->
                throw Problem.refused(
                        "%s is CockroachDB %s, which is not to be run: %s".formatted(given, pin.version(), pin.note()));
            case LICENCE -> {
                if (!licensed) {
                    throw Problem.refused(
                            "%s is CockroachDB %s, which needs a licence of its maker (%s): add --cockroach-licensed if you have one that holds without a network"
                                    .formatted(given, pin.version(), pin.note()));
                }
            }
            case USE -> {}
        }
        return new CockroachBinary(program(given, work), pin.version(), sum);
    }

    private static Path program(Path given, Path work) {
        try (var in = new BufferedInputStream(Files.newInputStream(given))) {
            in.mark(2);
            boolean packed = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
            in.reset();
            return packed ? unpack(given, in, work) : given;
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(given, e)).because(e);
        }
    }

    private static Path unpack(Path given, InputStream in, Path work) throws IOException {
        try (var tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile() && Path.of(entry.getName()).endsWith(NAME)) {
                    var program = Trees.create(work).resolve(NAME);
                    Files.copy(tar, program, StandardCopyOption.REPLACE_EXISTING);
                    return program;
                }
            }
        }
        throw Problem.bad("%s has no file called %s in it".formatted(given, NAME));
    }
}
