package metalplant.federation.entry;

/** Which texts may be labels and names. */
final class Labels {
    private Labels() {}

    static String checked(String text) {
        if (text.isEmpty() || text.length() > 128 || text.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new IllegalArgumentException("a name has 1 to 128 printable characters");
        }
        return text;
    }
}
