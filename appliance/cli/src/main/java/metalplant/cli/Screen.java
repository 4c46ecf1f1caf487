package metalplant.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import metalplant.model.Problem;

/**
 * Where a command speaks and listens.
 *
 * @param interactive whether a person is there to answer
 */
public record Screen(PrintStream out, BufferedReader answers, boolean interactive) {
    /** Goes to the beginning of the line and empties it: what {@link #live} wrote there is past. */
    private static final String EMPTIED = "\r\033[K";

    /** Whether a person sees what this process writes and can answer. */
    public static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /** What is true at this moment, in a line that the next one replaces; nothing where no person looks. */
    public void live(String line) {
        if (interactive) {
            out.print(EMPTIED + line);
            out.flush();
        }
    }

    public void say(String line) {
        if (interactive) {
            out.print(EMPTIED);
        }
        out.println(line);
        out.flush();
    }

    /** Asks until the answer is yes or no; nobody there means no. */
    public boolean agrees(String question) {
        if (!interactive) {
            return false;
        }
        while (true) {
            out.print(EMPTIED + question + " [yes/no] ");
            out.flush();
            var answer = line().strip().toLowerCase(Locale.ROOT);
            switch (answer) {
                case "yes", "y" -> {
                    return true;
                }
                case "no", "n" -> {
                    return false;
                }
                default -> say("Please answer yes or no.");
            }
        }
    }

    /** One line of a person's input, for what must not stand on a command line. */
    public String asked(String prompt) {
        out.print(prompt + " ");
        out.flush();
        return line().strip();
    }

    private String line() {
        try {
            var line = answers.readLine();
            if (line == null) {
                throw Problem.bad("the input ended before the question was answered");
            }
            return line;
        } catch (IOException e) {
            throw Problem.bad("the answer cannot be read: " + e.getMessage());
        }
    }
}
