package metalplant.testkit.systemd;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One machine with a real systemd for all tests of a class:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SystemdExtension MACHINE = SystemdExtension.with(machine -> machine.write("/etc/systemd/system/x.service", "..."));
 * }</pre>
 *
 * <p>Where no container can run the class is skipped, with the reason.
 */
public final class SystemdExtension implements BeforeAllCallback, AfterAllCallback {
    private final Consumer<SystemdContainer> preparation;
    private @Nullable SystemdContainer machine;

    private SystemdExtension(Consumer<SystemdContainer> preparation) {
        this.preparation = preparation;
    }

    /** The smallest tree that has systemd, a bus, podman and nft; prepared before it is booted. */
    public static SystemdExtension with(Consumer<SystemdContainer> preparation) {
        return new SystemdExtension(preparation);
    }

    /** The running machine. */
    public SystemdContainer machine() {
        var running = machine;
        if (running == null) {
            throw new IllegalStateException("it is there between the first and the last test of a class only");
        }
        return running;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        var missing = DebianTree.missing();
        Assumptions.assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        var made = SystemdContainer.of(DebianTree.named("systemd"));
        machine = made;
        preparation.accept(made);
        made.boot();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (machine != null) {
            machine.close();
            machine = null;
        }
    }
}
