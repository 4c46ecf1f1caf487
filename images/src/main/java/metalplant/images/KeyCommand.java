package metalplant.images;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import metalplant.images.signature.PublicKey;
import metalplant.images.signature.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key to sign with. */
@Command(
        name = "key",
        description = "Makes a key to sign images with: FILE is private, FILE.pub goes to whoever loads them.")
final class KeyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Must not be there yet.")
    @SuppressWarnings("NullAway.Init")
    Path file;

    @Override
    public Integer call() {
        SigningKey.create(file, new SecureRandom());
        var open = file.resolveSibling(file.getFileName() + ".pub");
        spec.commandLine()
                .getOut()
                .println("%s, and %s (%s)"
                        .formatted(file, open, PublicKey.read(open).fingerprint()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
