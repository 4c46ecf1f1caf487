package metalplant.boot.http;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import metalplant.boot.plant.Plant;
import metalplant.model.Problem;

/**
 * Scripts for iPXE, as text. What comes from elsewhere is one line of printable ASCII or is not taken: a script is a program.
 *
 * @param base where machines reach the boot server, as {@code http://10.7.0.1:4280}
 */
public record BootScript(String base) {
    /** Makers whose serial console is the first one; all others have it on the second. */
    private static final List<String> FIRST_CONSOLE = List.of("Dell Inc.", "Giga Computing", "QEMU", "FUJITSU");

    /** Then the machine tries its next device, which is its disk. */
    private static final int TRIES = 24;

    private static final int PAUSE_SECONDS = 5;
    private static final int REASON_MAX = 200;

    /** The first one, the same for everybody: it tells the boot server which machine asks. */
    public String first() {
        return """
                #!ipxe
                echo metal-plant: boot server %1$s
                chain --replace %1$s/_/ipxe?uuid=${uuid}&try=0 ||
                sleep %2$d
                chain --replace %1$s/boot.ipxe
                """.formatted(base, PAUSE_SECONDS);
    }

    /** What a machine boots. @throws Problem RULE_VIOLATED if its command line is none */
    public String boot(Plant.Boot boot) {
        var line = boot.commandLine();
        if (!line.matches("[ -~]*")) {
            throw Problem.refused("the command line of the partition has other characters than printable ones");
        }
        var numbers = IntStream.range(0, boot.initrds().size()).boxed().toList();
        // A word of iPXE has no blanks; a setting may.
        var consoles = FIRST_CONSOLE.stream()
                .map(maker -> "set maker %s%niseq ${manufacturer} ${maker} && set console ttyS0 ||%n".formatted(maker))
                .collect(Collectors.joining());
        var initrds = numbers.stream()
                .map(n -> "initrd --name initrd%1$d %2$s/_/file?type=initrd&index=%1$d || goto failed%n"
                        .formatted(n, base))
                .collect(Collectors.joining());
        var names = numbers.stream().map(n -> " initrd=initrd" + n).collect(Collectors.joining());
        return """
                #!ipxe
                set console ttyS1
                %1$skernel --name kernel %2$s/_/file?type=kernel || goto failed
                %3$sboot kernel%4$s console=${console},115200n8 %5$s PIXIE_API_URL=%2$s/certs || goto failed
                :failed
                echo metal-plant: kernel or initrd did not come
                sleep %6$d
                chain --replace %2$s/boot.ipxe
                """.formatted(consoles, base, initrds, names, line, PAUSE_SECONDS);
    }

    /** Says why there is nothing to boot now, and asks again; in the end the machine tries its disk. */
    public String notNow(String reason, String uuid, int tries) {
        if (tries >= TRIES) {
            return refused(reason);
        }
        return """
                #!ipxe
                echo metal-plant: not now: %s
                sleep %d
                chain --replace %s/_/ipxe?uuid=%s&try=%d
                """.formatted(printable(reason, REASON_MAX), PAUSE_SECONDS, base, uuid, tries + 1);
    }

    /** Says why there is nothing to boot here. */
    public String refused(String reason) {
        return """
                #!ipxe
                echo metal-plant: no: %s
                sleep %d
                exit 1
                """.formatted(printable(reason, REASON_MAX), PAUSE_SECONDS);
    }

    /** Without what iPXE would carry out or expand. */
    private static String printable(String text, int lengthMax) {
        var clean = text.replaceAll("[^A-Za-z0-9 .,:/()_\"'+-]", " ");
        return clean.length() <= lengthMax ? clean : clean.substring(0, lengthMax);
    }
}
