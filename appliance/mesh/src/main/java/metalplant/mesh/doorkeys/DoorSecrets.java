package metalplant.mesh.doorkeys;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The three shared secrets of the federation's door, as clients use them: their texts are what is signed with. */
public record DoorSecrets(String view, String edit, String admin) {
    private static final int KEY_BYTES = 32;
    /** Bytes of all three. */
    static final int BYTES = 3 * KEY_BYTES;

    /** Empty if these are not as many bytes as three keys have. */
    static Optional<DoorSecrets> of(byte[] plain) {
        return plain.length == BYTES
                ? Optional.of(new DoorSecrets(text(plain, 0), text(plain, 1), text(plain, 2)))
                : Optional.empty();
    }

    private static String text(byte[] plain, int number) {
        return HexFormat.of().formatHex(Arrays.copyOfRange(plain, number * KEY_BYTES, (number + 1) * KEY_BYTES));
    }

    @Override
    public String toString() {
        return "***";
    }
}
