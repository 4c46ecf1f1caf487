package metalplant.bench.limit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts {@link EmptyServer} with the flags of the plant's JVM: heap, collector, and an AOT cache of its own if the plant has one. */
public final class EmptyHelidon {
    private static final List<String> TAKEN_OVER =
            List.of("-XX:+Use", "-Xm", "-Xs", "--enable-", "--sun-misc-", "-Djava.awt.");
    private static final long TRAINING_SECONDS = 120;

    private final List<String> java = new ArrayList<>();
    private final Path folder;
    private final boolean cached;

    /**
     * @param plantCommand program and arguments of the plant's JVM
     * @param folder for cache and output
     */
    public EmptyHelidon(List<String> plantCommand, Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        java.add(plantCommand.getFirst());
        plantCommand.stream().filter(EmptyHelidon::isTakenOver).forEach(java::add);
        boolean plantIsCached = plantCommand.stream().anyMatch(argument -> argument.startsWith("-XX:AOTCache="));
        var cache = folder.resolve("empty.aot");
        this.cached = plantIsCached && trained(cache);
        if (cached) {
            java.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
        }
    }

    private static boolean isTakenOver(String argument) {
        return TAKEN_OVER.stream().anyMatch(argument::startsWith);
    }

    private boolean trained(Path cache) throws IOException, InterruptedException {
        var command = new ArrayList<>(java);
        command.add("-XX:AOTCacheOutput=" + cache);
        command.addAll(program(ChildServer.freeAddress(), "once"));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("empty-training.log").toFile())
                .start();
        if (!process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS)) {
            process.destroy();
            return false;
        }
        return Files.exists(cache) && Files.size(cache) > 0;
    }

    private static List<String> program(InetSocketAddress address, String... more) {
        var program = new ArrayList<>(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                EmptyServer.class.getName(),
                Integer.toString(address.getPort())));
        program.addAll(List.of(more));
        return program;
    }

    public ChildServer start() throws IOException, InterruptedException {
        var address = ChildServer.freeAddress();
        var command = new ArrayList<>(java);
        command.addAll(program(address));
        return ChildServer.start(command, address, "/", folder.resolve("empty.log"));
    }

    /** How it runs, for the report. */
    public String flags() {
        return String.join(
                        " ",
                        java.stream()
                                .skip(1)
                                .filter(a -> a.startsWith("-X"))
                                .filter(a -> !a.contains("log"))
                                .map(a -> a.replaceFirst("=/.*", "=…"))
                                .toList())
                + (cached ? "" : " (no AOT cache)");
    }
}
