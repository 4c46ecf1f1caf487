package metalplant.imagestore;

import metalplant.model.Problem;

/** What a stored file is for. */
public enum ImageKind {
    /** Root file system of a machine, {@code img.tar.lz4}. Has an MD5 that machines check. */
    OS("os"),
    /** Kernel of the program that installs machines. */
    KERNEL("kernel"),
    /** The initrd beside it. */
    BOOT("boot"),
    /** For switches: an installer, or an agent. Nothing of the API names it; it stays until an operator removes it. */
    SWITCH("switch");

    private final String text;

    ImageKind(String text) {
        this.text = text;
    }

    /** As it is written down and shown. */
    public String text() {
        return text;
    }

    /** Reads {@link #text}. */
    public static ImageKind of(String text) {
        for (var kind : values()) {
            if (kind.text.equals(text)) {
                return kind;
            }
        }
        throw Problem.bad("the kind of an image is os, kernel, boot or switch, not \"%s\"".formatted(text));
    }
}
