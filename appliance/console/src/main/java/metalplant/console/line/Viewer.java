package metalplant.console.line;

import metalplant.console.access.Guest;

/** Somebody who looks at a line. None of these waits for a slow terminal. */
public interface Viewer {
    Guest guest();

    /** What the machine printed. */
    void show(byte[] bytes);

    /** One line of ours. */
    void say(String line);

    /** It is over, and why. */
    void end(String why);
}
