package metalplant.images.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The users of an appliance, the same numbers in every container and on the host (ADR 28). */
enum Users {
    METAL_PLANT("metal-plant", 900),
    POSTGRES("postgres", 901),
    NSQ("nsq", 902),
    COCKROACH("cockroach", 903),
    PLANT_INFRA("plant-infra", 904);

    private final String text;
    private final int number;

    Users(String text, int number) {
        this.text = text;
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The files in which a container looks up names. Nobody can log in. */
    static Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        files.put("/etc/passwd", lines("%s:x:%d:%2$d::/nonexistent:/usr/sbin/nologin"));
        // FRR refuses to start without its group, and has to be in it.
        files.put("/etc/group", lines("%s:x:%d:") + "frrvty:x:905:root\n");
        files.put("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
        return files;
    }

    private static String lines(String form) {
        return Stream.concat(
                        Stream.concat(
                                Stream.of(form.formatted("root", 0)),
                                Stream.of(values()).map(user -> form.formatted(user.text, user.number))),
                        Stream.of(form.formatted("nobody", 65534)))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
