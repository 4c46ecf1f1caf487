package metalplant.images;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.images.recipe.Verification;
import metalplant.images.signature.PublicKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds a folder of containers against its signatures. */
@Command(
        name = "verify",
        description = {
            "Holds every image of a folder against its signature: archive, digest, version, bill of materials.",
            "Who loads images calls this first."
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "What ./plant image containers made.")
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Public key of who built them, from elsewhere. Without it DIR/key.pub is taken, which shows"
                    + " damage but not another builder.")
    Optional<Path> key = Optional.empty();

    @Override
    public Integer call() {
        var publicKey = PublicKey.read(key.orElse(folder.resolve("key.pub")));
        var made = Verification.verify(folder, publicKey);
        var out = spec.commandLine().getOut();
        made.images().forEach(one -> out.println("%-40s %s".formatted(one.reference(), one.digest())));
        out.println("%d images of version %s, signed by %s%s"
                .formatted(
                        made.images().size(),
                        made.version(),
                        publicKey.fingerprint(),
                        key.isPresent() ? "" : " (the key beside them: nobody else vouches for it)"));
        out.flush();
        return 0;
    }
}
