package metalplant.bootstrap.plantd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * A TPM 2.0 through tpm2-tools. The parent key is derived anew each time from the chip's owner seed, so nothing stays inside the chip and
 * clearing it is what destroys the secret.
 *
 * @param device present if the box has a chip
 * @param programs folder of the tools, "" for the path
 * @param scratch a folder that does not outlive the boot
 */
record Tpm2Tools(Path device, String programs, Path scratch) implements Tpm {
    /** How the chip says that a sealed object is not under this parent. */
    private static final String OTHER_CHIP = "integrity check failed";

    private static final int SECONDS_MAX = 60;
    private static final int SECRET_MAX = 128;

    static Tpm2Tools ofSystem(Path run) {
        return new Tpm2Tools(Path.of("/dev/tpmrm0"), "", run.resolve("tpm"));
    }

    @Override
    public boolean present() {
        return Files.exists(device);
    }

    @Override
    public void seal(byte[] secret, Path folder) {
        AtomicFile.folder(folder, "rwx------");
        var parent = parent();
        good(
                "tpm2_create",
                call(
                        secret,
                        "tpm2_create",
                        "-Q",
                        "-C",
                        parent.toString(),
                        "-i",
                        "-",
                        "-u",
                        folder.resolve("sealed.pub").toString(),
                        "-r",
                        folder.resolve("sealed.priv").toString()));
    }

    @Override
    public Optional<byte[]> unseal(Path folder) {
        var parent = parent();
        var loaded = scratch.resolve("sealed.ctx");
        // Another chip derives another parent, so what was sealed does not open. Every other failure proves nothing
        // about the chip.
        var load = call(
                new byte[0],
                "tpm2_load",
                "-Q",
                "-C",
                parent.toString(),
                "-u",
                folder.resolve("sealed.pub").toString(),
                "-r",
                folder.resolve("sealed.priv").toString(),
                "-c",
                loaded.toString());
        if (load.status() != 0) {
            var said = error();
            if (said.contains(OTHER_CHIP)) {
                return Optional.empty();
            }
            throw failed("tpm2_load", said);
        }
        return Optional.of(good("tpm2_unseal", call(new byte[0], "tpm2_unseal", "-c", loaded.toString())));
    }

    private String error() {
        return AtomicFile.read(scratch.resolve("error")).strip();
    }

    private Path parent() {
        AtomicFile.folder(scratch, "rwx------");
        var parent = scratch.resolve("parent.ctx");
        good(
                "tpm2_createprimary",
                call(new byte[0], "tpm2_createprimary", "-Q", "-C", "o", "-G", "ecc", "-c", parent.toString()));
        return parent;
    }

    private record Ended(int status, byte[] output) {}

    private byte[] good(String program, Ended ended) {
        if (ended.status() != 0) {
            throw failed(program, "it ended with %d: %s".formatted(ended.status(), error()));
        }
        return ended.output();
    }

    /** Behind a chip without a resource manager what an earlier program left there would fill its few places. */
    private Ended call(byte[] input, String program, String... arguments) {
        if (!program.equals("tpm2_flushcontext")) {
            call(new byte[0], "tpm2_flushcontext", "-t");
        }
        var command = new java.util.ArrayList<>(List.of(programs.isEmpty() ? program : programs + "/" + program));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(
                            ProcessBuilder.Redirect.to(scratch.resolve("error").toFile()))
                    .start();
            try (var to = process.getOutputStream()) {
                to.write(input);
            }
            var output = process.getInputStream().readNBytes(SECRET_MAX);
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failed(program, "it does not answer");
            }
            return new Ended(process.exitValue(), output);
        } catch (IOException e) {
            throw failed(program, e.getMessage()).because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(program, "interrupted").because(e);
        }
    }

    private static Problem failed(String program, @org.jspecify.annotations.Nullable String why) {
        return Problem.of(ProblemCode.FEATURE_DISABLED, "the TPM: %s: %s".formatted(program, why));
    }
}
