package metalplant.bmc.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * The leases that a DHCP server has given out, read from its own file: dnsmasq's (a line each) or ISC dhcpd's (blocks; the last of an address
 * counts). Which of the two it is, the file says.
 */
public final class LeaseFile {
    private static final long FILE_MAX = 16 << 20;

    /** Expiry in seconds or 0, MAC, address, name, client id. */
    private static final Pattern DNSMASQ = Pattern.compile(
            "(\\d{1,12}) ([0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}) (\\d{1,3}(?:\\.\\d{1,3}){3}) \\S+ \\S+");

    private static final Pattern BLOCK =
            Pattern.compile("lease (\\d{1,3}(?:\\.\\d{1,3}){3}) \\{([^}]{0,4096})}", Pattern.DOTALL);
    private static final Pattern ENDS =
            Pattern.compile("\\bends (?:never|\\d (\\d{4}/\\d{2}/\\d{2} \\d{2}:\\d{2}:\\d{2}))");
    private static final Pattern HARDWARE =
            Pattern.compile("\\bhardware ethernet ([0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5})");
    private static final Pattern STATE = Pattern.compile("^\\s*binding state (\\w+)", Pattern.MULTILINE);
    private static final DateTimeFormatter ISC_TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT);

    private final Path file;

    public LeaseFile(Path file) {
        this.file = file;
    }

    /**
     * Those that hold at {@code now}, one for each MAC: its newest.
     *
     * @throws Problem HOST_UNAVAILABLE when the file cannot be read; a file that is not there yet holds no leases
     */
    public List<Lease> active(Instant now) {
        try {
            if (Files.size(file) > FILE_MAX) {
                throw Problem.of(ProblemCode.HOST_UNAVAILABLE, "%s is larger than %d bytes".formatted(file, FILE_MAX));
            }
            return parse(Files.readString(file), now);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw Problem.of(ProblemCode.HOST_UNAVAILABLE, "%s cannot be read: %s".formatted(file, e))
                    .because(e);
        }
    }

    static List<Lease> parse(String text, Instant now) {
        var byMac = new LinkedHashMap<String, Lease>();
        text.lines().map(DNSMASQ::matcher).filter(Matcher::matches).forEach(line -> {
            long expires = Long.parseLong(line.group(1));
            if (expires == 0 || Instant.ofEpochSecond(expires).isAfter(now)) {
                put(byMac, line.group(2), line.group(3));
            }
        });
        blocks(text, now, byMac);
        return new ArrayList<>(byMac.values());
    }

    private static void blocks(String text, Instant now, Map<String, Lease> byMac) {
        var byAddress = new LinkedHashMap<String, String>();
        var block = BLOCK.matcher(text);
        while (block.find()) {
            byAddress.remove(block.group(1));
            byAddress.put(block.group(1), block.group(2));
        }
        byAddress.forEach((ip, body) -> {
            var hardware = HARDWARE.matcher(body);
            var state = STATE.matcher(body);
            if (hardware.find()
                    && !isOver(body, now)
                    && (!state.find() || state.group(1).equals("active"))) {
                put(byMac, hardware.group(1), ip);
            }
        });
    }

    private static boolean isOver(String body, Instant now) {
        var ends = ENDS.matcher(body);
        if (!ends.find() || ends.group(1) == null) {
            return false;
        }
        try {
            return !LocalDateTime.parse(ends.group(1), ISC_TIME)
                    .toInstant(ZoneOffset.UTC)
                    .isAfter(now);
        } catch (DateTimeException e) {
            return true;
        }
    }

    private static void put(Map<String, Lease> byMac, String mac, String ip) {
        var lower = mac.toLowerCase(Locale.ROOT);
        byMac.put(lower, new Lease(lower, ip));
    }
}
