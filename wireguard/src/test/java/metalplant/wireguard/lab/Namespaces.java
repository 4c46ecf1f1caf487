package metalplant.wireguard.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.opentest4j.AssertionFailedError;

/** Lets one thread of this process enter a network namespace: sockets made there stay there, whoever uses them afterwards. */
final class Namespaces {
    private static final int READ_ONLY = 0;
    private static final int NEW_NET = 0x40000000;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SET = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("setns"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Namespaces() {}

    /** Runs {@code work} inside the namespace on a thread of its own. */
    static <T> T in(String namespace, Callable<T> work) {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform().daemon().name("netns-" + namespace).start(() -> {
            try {
                enter(namespace);
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw new AssertionFailedError("failed in namespace " + namespace + ": " + e.getCause(), e.getCause());
        }
    }

    private static void enter(String namespace) throws Throwable {
        try (var arena = Arena.ofConfined()) {
            int file = (int) OPEN.invokeExact(arena.allocateFrom("/run/netns/" + namespace), READ_ONLY);
            if (file < 0) {
                throw new IllegalStateException("there is no namespace " + namespace);
            }
            int status = (int) SET.invokeExact(file, NEW_NET);
            int _ = (int) CLOSE.invokeExact(file);
            if (status != 0) {
                throw new IllegalStateException("namespace " + namespace + " cannot be entered: is this root?");
            }
        }
    }
}
