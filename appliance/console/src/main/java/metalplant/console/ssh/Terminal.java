package metalplant.console.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import metalplant.console.Consoles;
import metalplant.model.World;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** One SSH channel with a terminal at its end, as the SSH library sees it. Whatever command was asked for, it is the console. */
final class Terminal implements Command {
    private static final int SIZE_MAX = 10_000;

    private final Consoles consoles;
    private final Entry entry;
    private final World world;
    private final AtomicBoolean ended = new AtomicBoolean();
    private Optional<InputStream> input = Optional.empty();
    private Optional<OutputStream> output = Optional.empty();
    private Optional<ExitCallback> exit = Optional.empty();
    private volatile Optional<Visit> visit = Optional.empty();

    Terminal(Consoles consoles, Entry entry, World world) {
        this.consoles = consoles;
        this.entry = entry;
        this.world = world;
    }

    @Override
    public void setInputStream(InputStream in) {
        input = Optional.of(in);
    }

    @Override
    public void setOutputStream(OutputStream out) {
        output = Optional.of(out);
    }

    /** All that is said goes the way of the console. */
    @Override
    public void setErrorStream(OutputStream err) {}

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = Optional.of(callback);
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
        var variables = Map.copyOf(environment.getEnv());
        var outbox = new Outbox(output.orElseThrow(), () -> exit(1));
        var begun = new Visit(consoles, entry, input.orElseThrow(), outbox, size(variables), world);
        visit = Optional.of(begun);
        environment.addSignalListener((_, _) -> begun.resized(size(Map.copyOf(environment.getEnv()))), Signal.WINCH);
        consoles.visits().register();
        Thread.ofVirtual().name("console " + entry.machine()).start(() -> {
            int status;
            try {
                status = begun.run(variables);
            } finally {
                consoles.visits().arriveAndDeregister();
            }
            outbox.close();
            exit(status);
        });
    }

    private static Visit.Size size(Map<String, String> variables) {
        return new Visit.Size(
                number(variables.get(Environment.ENV_COLUMNS), 80), number(variables.get(Environment.ENV_LINES), 24));
    }

    private static int number(@org.jspecify.annotations.Nullable String text, int otherwise) {
        return text != null && text.matches("[0-9]{1,5}") && Integer.parseInt(text) > 0
                ? Math.min(Integer.parseInt(text), SIZE_MAX)
                : otherwise;
    }

    private void exit(int status) {
        if (ended.compareAndSet(false, true)) {
            exit.ifPresent(each -> each.onExit(status));
        }
    }

    @Override
    public void destroy(ChannelSession channel) {
        ended.set(true);
        visit.ifPresent(Visit::hangUp);
    }

    /** What a terminal shows of a line of ours. */
    static byte[] line(String text) {
        return ("\r\n[" + text.replaceAll("\\p{Cntrl}+", " ") + "]\r\n").getBytes(UTF_8);
    }
}
