package metalplant.boot.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A switch that is served.
 *
 * @param mac of its management port, lower case with colons
 * @param serial what it must say of itself; empty if that is not looked at
 * @param address of its management port
 * @param platform ONIE's name of it, as {@code x86_64-accton_as7726_32x-r0}
 * @param installer name in the image store; empty if it is not installed by the plant
 * @param configDb {@code config_db.json}
 * @param frr {@code frr.conf}
 * @param agent the variables of its agent; empty if it gets none
 */
public record KnownSwitch(
        String name,
        String role,
        String mac,
        Optional<String> serial,
        String address,
        String platform,
        Optional<String> installer,
        @JsonProperty("config_db") String configDb,
        String frr,
        Optional<String> agent) {
    /**
     * The file that the boot server is given.
     *
     * @param keys lines of {@code authorized_keys} of SONiC's user admin
     */
    public record All(List<String> keys, List<KnownSwitch> switches) {
        /** There are none. */
        public static final All NONE = new All(List.of(), List.of());

        private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());
        /** 128 switches with 64 ports have some 3 MiB. */
        private static final long SIZE_MAX = 16L << 20;

        /** Those of a file. @throws UncheckedIOException if it cannot be read */
        public static All read(Path file) {
            try {
                if (Files.size(file) > SIZE_MAX) {
                    throw new IOException(file + " is larger than 16 MiB");
                }
                return JSON.readValue(Files.readAllBytes(file), All.class);
            } catch (IOException e) {
                throw new UncheckedIOException("the switches cannot be read: " + e.getMessage(), e);
            }
        }

        public All {
            keys = List.copyOf(keys);
            switches = List.copyOf(switches);
        }
    }
}
