package metalplant.boot.dhcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.model.ip.IpAddress;

/**
 * A DHCP message over Ethernet, as far as it is looked at here.
 *
 * @param request whether a client sent it
 * @param xid number of the exchange
 * @param mac of the client, lower case with colons
 * @param relay address of the relay that passed it on; empty for none
 * @param options contents by number; what came in several parts is joined (RFC 3396)
 * @see "RFC 2131, RFC 2132, RFC 4578"
 */
public record DhcpPacket(
        boolean request, int xid, String mac, Optional<IpAddress> relay, Map<Integer, byte[]> options) {
    /** Larger ones are nobody's. */
    public static final int LENGTH_MAX = 1500;

    static final int DISCOVER = 1;
    static final int OFFER = 2;
    static final int REQUEST = 3;
    static final int ACK = 5;

    private static final int FIXED = 236;
    private static final int CHADDR = 28;
    private static final int SNAME = 44;
    private static final int FILE = 108;
    private static final int COOKIE = 0x63825363;
    private static final int ETHERNET = 1;
    private static final int MAC_LENGTH = 6;
    private static final int GIADDR = 24;
    private static final int BROADCAST_FLAG = 0x8000;

    private static final int OPTION_PAD = 0;
    private static final int OPTION_OVERLOAD = 52;
    private static final int OPTION_TYPE = 53;
    private static final int OPTION_SERVER = 54;
    private static final int OPTION_VENDOR_CLASS = 60;
    private static final int OPTION_CLIENT = 61;
    private static final int OPTION_USER_CLASS = 77;
    private static final int OPTION_GUID = 97;
    private static final int OPTION_IPXE = 175;
    private static final int OPTION_END = 255;

    public DhcpPacket {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
    }

    /** What the bytes of a datagram say; empty for anything that is no whole DHCP message over Ethernet. */
    public static Optional<DhcpPacket> parse(byte[] bytes) {
        if (bytes.length < FIXED + Integer.BYTES || bytes.length > LENGTH_MAX) {
            return Optional.empty();
        }
        var in = ByteBuffer.wrap(bytes);
        int op = in.get(0);
        if ((op != 1 && op != 2) || in.get(1) != ETHERNET || in.get(2) != MAC_LENGTH || in.getInt(FIXED) != COOKIE) {
            return Optional.empty();
        }
        var options = new TreeMap<Integer, ByteArrayOutputStream>();
        if (!readOptions(bytes, FIXED + Integer.BYTES, bytes.length, options)) {
            return Optional.empty();
        }
        // Options may go on in two fields that hold names otherwise.
        int overload = first(options.get(OPTION_OVERLOAD));
        if (overload < 0
                || overload > 3
                || ((overload & 1) != 0 && !readOptions(bytes, FILE, FIXED, options))
                || ((overload & 2) != 0 && !readOptions(bytes, SNAME, FILE, options))) {
            return Optional.empty();
        }
        var read = new TreeMap<Integer, byte[]>();
        options.forEach((number, content) -> read.put(number, content.toByteArray()));
        return Optional.of(new DhcpPacket(
                op == 1, in.getInt(4), mac(bytes), address(Arrays.copyOfRange(bytes, GIADDR, GIADDR + 4)), read));
    }

    /** Whether all of a field could be read. */
    private static boolean readOptions(byte[] bytes, int from, int to, Map<Integer, ByteArrayOutputStream> options) {
        int at = from;
        while (at < to) {
            int number = bytes[at++] & 0xff;
            if (number == OPTION_END) {
                return true;
            }
            if (number == OPTION_PAD) {
                continue;
            }
            if (at >= to) {
                return false;
            }
            int length = bytes[at++] & 0xff;
            if (at + length > to) {
                return false;
            }
            options.computeIfAbsent(number, _ -> new ByteArrayOutputStream()).write(bytes, at, length);
            at += length;
        }
        // Some firmware leaves out the end.
        return true;
    }

    private static int first(@org.jspecify.annotations.Nullable ByteArrayOutputStream content) {
        return content == null || content.size() == 0 ? 0 : content.toByteArray()[0];
    }

    private static String mac(byte[] bytes) {
        return HexFormat.ofDelimiter(":").formatHex(bytes, CHADDR, CHADDR + MAC_LENGTH);
    }

    private static Optional<IpAddress> address(byte[] four) {
        if (four.length != 4 || Arrays.equals(four, new byte[4])) {
            return Optional.empty();
        }
        return IpAddress.tryParse(
                "%d.%d.%d.%d".formatted(four[0] & 0xff, four[1] & 0xff, four[2] & 0xff, four[3] & 0xff));
    }

    /** 1 DISCOVER, 2 OFFER and so on; 0 = it does not say. */
    int type() {
        return options.containsKey(OPTION_TYPE) && options.get(OPTION_TYPE).length == 1
                ? options.get(OPTION_TYPE)[0]
                : 0;
    }

    /** The server that sent this, or that the client chose. */
    Optional<IpAddress> server() {
        return Optional.ofNullable(options.get(OPTION_SERVER)).flatMap(DhcpPacket::address);
    }

    /** Whether firmware sent it that wants to boot. */
    boolean isFirmware() {
        return text(OPTION_VENDOR_CLASS).startsWith("PXEClient");
    }

    /** Whether iPXE sent it, in a ROM or as the second stage. */
    boolean isIpxe() {
        return options.containsKey(OPTION_IPXE) || text(OPTION_USER_CLASS).contains("iPXE");
    }

    /** What a switch without an address says of itself, ONIE or SONiC's ZTP; empty if it is none. */
    Optional<String> switchSays() {
        var vendor = text(OPTION_VENDOR_CLASS);
        if (vendor.startsWith("onie_vendor:")) {
            return Optional.of(vendor);
        }
        var client = text(OPTION_CLIENT);
        return client.startsWith("SONiC##") || text(OPTION_USER_CLASS).contains("SONiC-ZTP")
                ? Optional.of(client)
                : Optional.empty();
    }

    private String text(int option) {
        return options.containsKey(option) ? new String(options.get(option), ISO_8859_1) : "";
    }

    /** The id of the machine, as the operating system will show it; empty if there is none or one that no machine can have. */
    public Optional<String> machineId() {
        return Optional.ofNullable(options.get(OPTION_GUID)).flatMap(MachineGuid::text);
    }

    /** A question for an address whose answer is broadcast. */
    static byte[] discover(byte[] mac, int xid) {
        var out = ByteBuffer.allocate(300);
        out.put((byte) 1)
                .put((byte) ETHERNET)
                .put((byte) MAC_LENGTH)
                .put((byte) 0)
                .putInt(xid);
        out.putShort((short) 0).putShort((short) BROADCAST_FLAG);
        out.position(CHADDR).put(mac);
        out.position(FIXED).putInt(COOKIE);
        out.put(new byte[] {OPTION_TYPE, 1, DISCOVER, (byte) OPTION_END});
        return out.array();
    }
}
