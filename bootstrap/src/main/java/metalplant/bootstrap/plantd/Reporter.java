package metalplant.bootstrap.plantd;

import java.util.ArrayList;
import java.util.List;

/** Tells the consoles how far the box is: each step once, reminders while one takes long, and at the end how to use the plant. */
final class Reporter {
    private final Consoles consoles;
    private final FirstBoot boot;
    private final HostView view;
    private String told = "";
    private List<String> warned = List.of();

    Reporter(Consoles consoles, FirstBoot boot, HostView view) {
        this.consoles = consoles;
        this.boot = boot;
        this.view = view;
    }

    /** @param remind whether to say again what was said */
    void tell(boolean remind) {
        var now = boot.now();
        if (now.isEmpty()) {
            ready();
            return;
        }
        var at = now.get();
        var subject = at.step() + at.waitsFor() + at.problem();
        // While a person is asked a reminder would run into the answer.
        if (subject.equals(told) && (!remind || at.step().equals("plan"))) {
            return;
        }
        told = subject;
        consoles.say("%s: waits for %s, since %d s (usually %d s)"
                .formatted(at.step(), at.waitsFor(), at.seconds(), at.usualSeconds()));
        if (!at.problem().isEmpty()) {
            consoles.say("  tried again, because: " + at.problem());
        }
    }

    private void ready() {
        var status = view.status(false);
        var panel = status.panel() == null ? "" : status.panel();
        if (!panel.equals(told)) {
            told = panel;
            consoles.say(panel);
        }
        var news = new ArrayList<>(status.warnings());
        news.removeAll(warned);
        news.forEach(each -> consoles.say("  note: " + each));
        warned = status.warnings();
    }
}
