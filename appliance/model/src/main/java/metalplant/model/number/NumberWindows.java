package metalplant.model.number;

/**
 * The numbers that a plant gives out by itself, as a function of its number in the federation. Windows of two plants never meet, nor do
 * the two kinds of ASNs.
 *
 * @param plant from 0 to {@link #PLANT_LAST}
 * @see "federation.md, decision 16"
 */
public record NumberWindows(int plant) {
    /** The highest number of a plant. */
    public static final int PLANT_LAST = 255;

    /** Machine ASNs of all plants lie behind this one. */
    public static final long MACHINE_ASN_BASE = 4_210_000_000L;

    /** Machine ASNs of one plant, the first of which stays unused. */
    public static final long MACHINE_ASN_STRIDE = 131_072;

    /** Fabric ASNs of all plants begin here. */
    public static final long FABRIC_ASN_BASE = 4_200_000_000L;

    /** Fabric ASNs of one plant. */
    public static final long FABRIC_ASN_STRIDE = 4_096;

    /** VNIs of one plant; VNI 0 does not exist. */
    public static final long VNI_STRIDE = 65_536;

    public NumberWindows {
        if (plant < 0 || plant > PLANT_LAST) {
            throw new IllegalArgumentException("a plant has a number from 0 to " + PLANT_LAST);
        }
    }

    /** Some neighbouring numbers, both ends included. */
    public record Window(long first, long last) {
        public boolean contains(long number) {
            return number >= first && number <= last;
        }

        public boolean meets(Window other) {
            return first <= other.last && other.first <= last;
        }
    }

    /** ASNs of machines and firewalls. */
    public Window machineAsns() {
        long base = MACHINE_ASN_BASE + plant * MACHINE_ASN_STRIDE;
        return new Window(base + 1, base + MACHINE_ASN_STRIDE - 1);
    }

    /** ASNs of switches. */
    public Window fabricAsns() {
        long first = FABRIC_ASN_BASE + plant * FABRIC_ASN_STRIDE;
        return new Window(first, first + FABRIC_ASN_STRIDE - 1);
    }

    /** VNIs of networks that may be seen in other plants; others keep the ids they have. */
    public Window vnis() {
        long first = plant * VNI_STRIDE;
        return new Window(Math.max(1, first), first + VNI_STRIDE - 1);
    }
}
