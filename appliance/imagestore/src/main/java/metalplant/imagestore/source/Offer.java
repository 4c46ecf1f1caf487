package metalplant.imagestore.source;

import java.util.List;
import java.util.Optional;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.StoredImage;
import metalplant.imagestore.disk.Sums;
import metalplant.model.Problem;

/**
 * A file that a source has. All of it was said by somebody else: what comes is held against it, and it against what is known otherwise.
 *
 * @param at how the source finds it again, its own affair
 * @param sha256 if the source is a store like this one
 * @param md5 if the source has one
 * @param chunks SHA-256 of each {@link Sums#CHUNK}; empty if the source does not know them
 * @param version changes when the content does; "" if the source cannot tell
 * @param ranges whether parts of it can be had
 */
public record Offer(
        ImageName name,
        String at,
        long size,
        Optional<String> sha256,
        Optional<String> md5,
        List<String> chunks,
        String version,
        boolean ranges) {
    public Offer {
        chunks = List.copyOf(chunks);
        boolean good = size > 0
                && sha256.filter(each -> !StoredImage.isSha256(each)).isEmpty()
                && md5.filter(each -> !StoredImage.isMd5(each)).isEmpty()
                && (chunks.isEmpty() || chunks.size() == chunksOf(size))
                && chunks.stream().allMatch(StoredImage::isSha256);
        if (!good) {
            throw Problem.bad("what is offered as %s has no size, or sums that are none".formatted(name));
        }
    }

    static long chunksOf(long size) {
        return (size + Sums.CHUNK - 1) / Sums.CHUNK;
    }

    /** The same content has the same key, whoever offers it, as far as that is known. */
    String key(String label) {
        return sha256.orElseGet(
                () -> String.join(" ", label, name.text(), version, Long.toString(size), md5.orElse("")));
    }
}
