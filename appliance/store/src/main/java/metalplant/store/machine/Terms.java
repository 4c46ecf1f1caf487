package metalplant.store.machine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.model.firmware.Board;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Bmc;
import metalplant.model.machine.Hardware;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineQuery;

/**
 * What machines can be found by through table {@code machine_term}: {@code kind:value}, one row per term and machine. Each part of
 * a machine (itself, its hardware, its BMC) has kinds of its own, so that each part keeps its rows without looking at the others.
 */
final class Terms {
    /** Longer ones are indexed by their digest: an index entry has a bound, a tag has none. */
    private static final int BYTES_MAX = 256;

    private Terms() {}

    static List<String> ofMachine(Machine machine) {
        var networks = machine.allocation().map(Allocation::networks).orElse(List.of());
        return sorted(
                terms("tag", machine.tags().stream()),
                terms("net", networks.stream().map(Allocation.MachineNetwork::networkId)),
                terms("prefix", networks.stream().flatMap(n -> n.prefixes().stream())),
                terms("ip", networks.stream().flatMap(n -> n.ips().stream())),
                terms("vrf", networks.stream().map(n -> Long.toString(n.vrf()))),
                terms("asn", networks.stream().map(n -> Long.toString(n.asn()))));
    }

    static List<String> ofHardware(Hardware hardware) {
        return sorted(
                terms("mac", hardware.nics().stream().map(Hardware.Nic::mac)),
                terms(
                        "neighbormac",
                        hardware.nics().stream()
                                .flatMap(nic -> nic.neighbors().stream())
                                .map(Hardware.Nic::mac)));
    }

    static List<String> ofBmc(Bmc bmc) {
        return sorted(
                terms("bmc", Stream.of(bmc.address()).filter(address -> !address.isEmpty())),
                terms("bmcmac", Stream.of(bmc.mac()).filter(mac -> !mac.isEmpty())),
                terms("board", Stream.of(Board.of(bmc)).filter(Board::isKnown).map(Board::toString)),
                terms("serial", serials(bmc.fru())));
    }

    private static Stream<String> serials(Bmc.Fru fru) {
        return Stream.of(fru.chassisPartSerial(), fru.boardMfgSerial(), fru.productSerial())
                .filter(serial -> !serial.isEmpty());
    }

    /** Terms that every match must have; {@link MachineQuery#matches} still has the last word. */
    static List<String> required(MachineQuery query) {
        var network = query.network();
        var bmc = query.bmc();
        return sorted(
                terms("tag", query.tags().stream()),
                terms("net", network.ids().stream()),
                terms("prefix", network.prefixes().stream()),
                terms("ip", network.ips().stream()),
                terms("vrf", network.vrfs().stream().map(String::valueOf)),
                terms("asn", network.asns().stream().map(String::valueOf)),
                terms("mac", query.hardware().nicMacs().stream()),
                terms("neighbormac", query.hardware().neighborMacs().stream()),
                terms("bmc", present(bmc.address())),
                terms("bmcmac", present(bmc.mac())),
                terms("serial", present(bmc.chassisPartSerial())),
                terms("serial", present(bmc.boardMfgSerial())),
                terms("serial", present(bmc.productSerial())));
    }

    static String board(Board board) {
        return term("board", board.toString());
    }

    static String tag(String tag) {
        return term("tag", tag);
    }

    /** Those of {@code terms} that are not in {@code others}. */
    static String[] without(Collection<String> terms, Collection<String> others) {
        var rest = new ArrayList<>(terms);
        rest.removeAll(others);
        return rest.toArray(String[]::new);
    }

    private static Stream<String> present(Optional<String> wanted) {
        return wanted.filter(text -> !text.isEmpty()).stream();
    }

    @SafeVarargs
    private static List<String> sorted(Stream<String>... terms) {
        return Stream.of(terms).flatMap(part -> part).distinct().sorted().toList();
    }

    private static Stream<String> terms(String kind, Stream<String> values) {
        return values.map(value -> term(kind, value));
    }

    private static String term(String kind, String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        return kind + ":" + (bytes.length <= BYTES_MAX ? value : "sha256=" + digest(bytes));
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
