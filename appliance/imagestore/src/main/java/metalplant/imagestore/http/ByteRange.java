package metalplant.imagestore.http;

import java.util.regex.Pattern;

/** Which bytes of a file are asked for (RFC 9110, section 14). */
public sealed interface ByteRange {
    /** All: none were asked for, or in a form that may be ignored. */
    record Whole() implements ByteRange {}

    /**
     * A part.
     *
     * @param from the first byte
     * @param length at least 1
     */
    record Part(long from, long length) implements ByteRange {
        /** The header Content-Range of a file of this size. */
        public String text(long size) {
            return "bytes %d-%d/%d".formatted(from, from + length - 1, size);
        }
    }

    /** None of the file. */
    record Outside() implements ByteRange {}

    /** Eighteen digits fit into a long. */
    Pattern FORM = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /** Reads the header Range. Several parts in one answer are not given: that is the same as if none were asked for. */
    static ByteRange read(String header, long size) {
        var form = FORM.matcher(header.replace(" ", ""));
        if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
            return new Whole();
        }
        if (form.group(1).isEmpty()) {
            long last = Math.min(size, Long.parseLong(form.group(2)));
            return last == 0 ? new Outside() : new Part(size - last, last);
        }
        long from = Long.parseLong(form.group(1));
        long to = form.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(form.group(2));
        if (to < from) {
            return new Whole();
        }
        return from >= size ? new Outside() : new Part(from, Math.min(to, size - 1) - from + 1);
    }
}
