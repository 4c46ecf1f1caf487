package metalplant.imagestore.source;

import java.util.Locale;
import java.util.Optional;
import metalplant.imagestore.StoredImage;

/** The file beside an image, as md5sum prints it: the first word is the sum. */
final class Md5File {
    private Md5File() {}

    static Optional<String> read(String text) {
        var word = text.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT);
        return StoredImage.isMd5(word) ? Optional.of(word) : Optional.empty();
    }
}
