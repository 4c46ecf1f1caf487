package metalplant.console.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import metalplant.console.Consoles;
import metalplant.console.Forwarder;
import metalplant.console.access.Admission;
import metalplant.console.access.Guest;
import metalplant.console.line.Escape;
import metalplant.console.line.Line;
import metalplant.console.line.Viewer;
import metalplant.console.machine.ConsoleMachine;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/** One session from its beginning to its end, on a thread of its own. */
final class Visit {
    private static final int BUFFER = 4_096;
    private static final String LEFT = "the client has left";
    private static final String ENDED_THERE = "the other console has ended it";
    private static final Duration WATCH = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Consoles consoles;
    private final Entry entry;
    private final InputStream input;
    private final Outbox outbox;
    private final World world;
    private final Escape escape = new Escape();
    /** Why it is over; empty while it is not. */
    private volatile String over = "";

    private volatile Size size;
    private volatile Optional<Forwarder.Elsewhere> elsewhere = Optional.empty();
    private boolean told;

    /** Of a terminal, in characters. */
    record Size(int columns, int rows) {}

    Visit(Consoles consoles, Entry entry, InputStream input, Outbox outbox, Size size, World world) {
        this.consoles = consoles;
        this.entry = entry;
        this.input = input;
        this.outbox = outbox;
        this.size = size;
        this.world = world;
    }

    /** The session as a whole. @return the exit status of the client: 0 if it was a console and its person left it */
    int run(Map<String, String> variables) {
        try {
            var machine = machine();
            var guest = entry.guest(machine, variables);
            Admission.check(guest, machine);
            return machine.here() ? watch(machine, new Onlooker(guest)) : forward(machine, guest);
        } catch (Problem e) {
            say(e.getMessage());
            note("refused", Map.of("why", e.getMessage()));
            return 1;
        } catch (IOException e) {
            return 1;
        } catch (RuntimeException | Error e) {
            System.getLogger(Visit.class.getName()).log(System.Logger.Level.ERROR, "session failed", e);
            say("this is a fault of the console service; its log has more");
            return 1;
        }
    }

    private ConsoleMachine machine() {
        return consoles.book()
                .find(entry.machine())
                .orElseThrow(() -> Problem.of(
                        ProblemCode.ENTITY_NOT_FOUND, "no plant of this federation has a machine " + entry.machine()));
    }

    private int watch(ConsoleMachine machine, Onlooker viewer) throws IOException {
        say("connecting to the console of %s".formatted(machine.id()));
        var line = consoles.lines().line(machine.id());
        if (!join(line, machine, viewer)) {
            return 1;
        }
        say("attached; Ctrl-] ? says what else can be typed");
        long began = world.nanos();
        note("opened", Map.of("who", viewer.guest().who(), "allocation", machine.mark()));
        try {
            read(line, viewer);
        } finally {
            line.leave(viewer);
            closed(viewer.guest(), began);
        }
        return over.equals(LEFT) ? 0 : 1;
    }

    private void closed(Guest guest, long began) {
        becauseOf(LEFT);
        var seconds = Long.toString((world.nanos() - began) / 1_000_000_000);
        note("closed", Map.of("who", guest.who(), "why", over, "seconds", seconds));
    }

    /** At the console of another plant: all keys are for that one, ours included. */
    private int forward(ConsoleMachine machine, Guest guest) {
        say("%s is at %s".formatted(machine.id(), machine.partition()));
        try (var there = consoles.forwarder().open(machine, guest, size.columns(), size.rows())) {
            long began = world.nanos();
            elsewhere = Optional.of(there);
            note("opened", Map.of("who", guest.who(), "allocation", machine.mark(), "at", machine.partition()));
            var output = Thread.ofVirtual().name("console elsewhere").start(() -> show(there));
            var watch = Thread.ofVirtual().name("console watch").start(() -> watchOver(guest));
            try {
                type(there);
                // Whoever closes the input has left; the other console ends because of it.
                becauseOf(LEFT);
            } finally {
                watch.interrupt();
                there.close();
                join(output);
                closed(guest, began);
            }
        }
        return over.equals(LEFT) ? 0 : 1;
    }

    private void type(Forwarder.Elsewhere there) {
        var buffer = new byte[BUFFER];
        try {
            for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
                there.type(Arrays.copyOf(buffer, length));
            }
        } catch (IOException _) {
            // The client has gone, or the session was ended.
        }
    }

    private void show(Forwarder.Elsewhere there) {
        var buffer = new byte[BUFFER];
        try {
            for (int length = there.output().read(buffer);
                    length >= 0;
                    length = there.output().read(buffer)) {
                outbox.put(Arrays.copyOf(buffer, length));
            }
        } catch (IOException _) {
            // The other console has gone.
        }
        end(ENDED_THERE);
    }

    /** Over there it ends too, but only a plant of ours promises that. While nobody can say, it goes on, and its person is told. */
    private void watchOver(Guest guest) {
        boolean away = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                world.pause(WATCH);
                Admission.check(guest, machine());
                if (away) {
                    say("the machine is found again");
                }
                away = false;
            } catch (InterruptedException _) {
                return;
            } catch (Problem e) {
                if (e.code() != ProblemCode.TOO_BUSY) {
                    say(e.getMessage());
                    end(e.getMessage());
                    return;
                }
                if (!away) {
                    say("the machine is not found now, and what is typed may get there late: " + e.getMessage());
                }
                away = true;
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(LAST_WORDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean join(Line line, ConsoleMachine machine, Onlooker viewer) throws IOException {
        var end = consoles.ends().apply(machine);
        if (line.join(viewer, machine, end, false) == Line.Joined.ATTACHED) {
            return true;
        }
        say("somebody outside of this service has this console, or left it open. Take it over? y or n");
        if (!yes()) {
            say("it is left as it is");
            note("left", Map.of("who", viewer.guest().who()));
            return false;
        }
        note("taken-over", Map.of("who", viewer.guest().who()));
        if (line.join(viewer, machine, end, true) == Line.Joined.ATTACHED) {
            return true;
        }
        throw Problem.of(ProblemCode.TOO_BUSY, "whoever has the console takes it back each time");
    }

    private boolean yes() throws IOException {
        for (int key = input.read(); key >= 0 && over.isEmpty(); key = input.read()) {
            if (key == 'y' || key == 'Y') {
                return true;
            }
            if (key == 'n' || key == 'N' || key < ' ') {
                return false;
            }
        }
        return false;
    }

    private void read(Line line, Onlooker viewer) {
        var buffer = new byte[BUFFER];
        try {
            for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
                for (var part : escape.read(buffer, length)) {
                    if (!over.isEmpty() || !done(part, line, viewer)) {
                        return;
                    }
                }
            }
        } catch (IOException _) {
            // The client has gone, or the session was ended.
        }
    }

    /** @return whether it goes on */
    private boolean done(Escape.Part part, Line line, Onlooker viewer) {
        switch (part) {
            case Escape.Typed typed -> passed(line.type(viewer, typed.bytes()));
            case Escape.Order order -> {
                return done(order, line, viewer);
            }
        }
        return true;
    }

    private void passed(boolean passed) {
        if (!passed && !told) {
            told = true;
            say("somebody else writes; Ctrl-] w takes the pen");
        }
    }

    private boolean done(Escape.Order order, Line line, Onlooker viewer) {
        switch (order) {
            case END -> {
                return false;
            }
            case HELP -> Escape.HELP.forEach(this::say);
            case UNKNOWN -> say("Ctrl-] ? says what can be typed behind Ctrl-]");
            case HISTORY -> line.history(viewer);
            case SIZE ->
                passed(line.type(
                        viewer,
                        "stty rows %d columns %d\r"
                                .formatted(size.rows(), size.columns())
                                .getBytes(US_ASCII)));
            case BREAK -> {
                boolean sent = line.signalBreak(viewer);
                passed(sent);
                if (sent) {
                    note("break", Map.of("who", viewer.guest().who()));
                }
            }
            case PEN -> {
                var before = line.takePen(viewer);
                told = false;
                say("you write");
                before.ifPresent(each -> note(
                        "pen",
                        Map.of("who", viewer.guest().who(), "from", each.guest().who())));
            }
        }
        return true;
    }

    /** The terminal has another size. */
    void resized(Size now) {
        size = now;
        elsewhere.ifPresent(each -> each.window(now.columns(), now.rows()));
    }

    /** Whoever was here has gone. */
    void hangUp() {
        end(LEFT);
    }

    /** The first reason counts. */
    private synchronized void becauseOf(String why) {
        if (over.isEmpty()) {
            over = why;
        }
    }

    private void end(String why) {
        becauseOf(why);
        try {
            input.close();
        } catch (IOException _) {
            // It is closed.
        }
    }

    private void say(String text) {
        outbox.put(Terminal.line(text));
    }

    private void note(String event, Map<String, String> facts) {
        var all = new LinkedHashMap<String, String>();
        all.put("machine", entry.machine());
        all.put("from", entry.from());
        facts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> all.put(each.getKey(), each.getValue()));
        consoles.audit().note(event, all);
    }

    /** What the line knows of this session. */
    private final class Onlooker implements Viewer {
        private final Guest guest;

        Onlooker(Guest guest) {
            this.guest = guest;
        }

        @Override
        public Guest guest() {
            return guest;
        }

        @Override
        public void show(byte[] bytes) {
            for (int from = 0; from < bytes.length; from += BUFFER) {
                outbox.put(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + BUFFER)));
            }
        }

        @Override
        public void say(String line) {
            Visit.this.say(line);
        }

        @Override
        public void end(String why) {
            Visit.this.say(why);
            Visit.this.end(why);
        }
    }
}
