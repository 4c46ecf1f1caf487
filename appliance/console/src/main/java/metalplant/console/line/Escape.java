package metalplant.console.line;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells what is typed for the machine from what is meant for us: {@code Ctrl-]} and a letter. {@code Ctrl-]} twice is one for the machine.
 * {@code ~.} belongs to the SSH client and never comes here. Pure; one per session.
 */
public final class Escape {
    static final byte KEY = 0x1d;

    /** What a part of the input is. */
    public sealed interface Part {}

    /** For the machine. */
    public record Typed(byte[] bytes) implements Part {}

    /** For us; UNKNOWN for any other letter. */
    public enum Order implements Part {
        END,
        HELP,
        PEN,
        BREAK,
        HISTORY,
        SIZE,
        UNKNOWN
    }

    private boolean begun;

    /** What these bytes are, in their order. */
    public List<Part> read(byte[] bytes, int length) {
        var parts = new ArrayList<Part>();
        var typed = new ByteArrayOutputStream();
        for (int i = 0; i < length; i++) {
            byte each = bytes[i];
            if (!begun && each != KEY) {
                typed.write(each);
            } else if (!begun) {
                begun = true;
            } else {
                begun = false;
                order(each)
                        .ifPresentOrElse(
                                order -> {
                                    flush(typed, parts);
                                    parts.add(order);
                                },
                                () -> typed.write(KEY));
            }
        }
        flush(typed, parts);
        return parts;
    }

    private static void flush(ByteArrayOutputStream typed, List<Part> parts) {
        if (typed.size() > 0) {
            parts.add(new Typed(typed.toByteArray()));
            typed.reset();
        }
    }

    private static Optional<Order> order(byte key) {
        return switch (key) {
            case KEY -> Optional.empty();
            case '.', 'q' -> Optional.of(Order.END);
            case '?', 'h' -> Optional.of(Order.HELP);
            case 'w' -> Optional.of(Order.PEN);
            case 'b' -> Optional.of(Order.BREAK);
            case 'r' -> Optional.of(Order.HISTORY);
            case 's' -> Optional.of(Order.SIZE);
            default -> Optional.of(Order.UNKNOWN);
        };
    }

    /** What there is, for a person. */
    public static final List<String> HELP = List.of(
            "Ctrl-] .  end this session (the console stays as it is)",
            "Ctrl-] w  write: takes the pen from whoever has it",
            "Ctrl-] b  send a break (with Enter before it)",
            "Ctrl-] r  show again what was printed",
            "Ctrl-] s  type the size of this terminal for the machine's shell (stty)",
            "Ctrl-] Ctrl-]  one Ctrl-] for the machine");
}
