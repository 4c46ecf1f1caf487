package metalplant.imagestore.source;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.imagestore.disk.Sums;

/**
 * Which chunks of a file have arrived: all of them in one note that is kept beside the bytes, so that a later fetch asks for the others
 * only, and goes on inside those that came in part.
 */
final class Pieces {
    private final long size;
    private final long length;
    private final BitSet done;
    /** Bytes of a chunk that are there although the chunk is not whole. */
    private final Map<Integer, Long> begun;

    private final Deque<Integer> open = new ArrayDeque<>();
    private int working;
    private long bytes;

    private Pieces(long size, long length, BitSet done, Map<Integer, Long> begun) {
        this.size = size;
        this.length = length;
        this.done = done;
        this.begun = begun;
        for (int i = 0; i < count(); i++) {
            if (done.get(i)) {
                bytes += lengthOf(i);
            } else {
                open.add(i);
                bytes += begun.getOrDefault(i, 0L);
            }
        }
    }

    private long lengthOf(int number) {
        return Math.min(length, size - number * length);
    }

    /**
     * One chunk.
     *
     * @param have bytes at its beginning that came before
     */
    record Piece(int number, long from, long length, long have) {}

    /** @param ranges without them the file is one piece, and a piece that came in part is worth nothing */
    static Pieces of(long size, boolean ranges, Optional<String> note) {
        var done = new BitSet();
        var begun = new TreeMap<Integer, Long>();
        if (ranges && note.isPresent()) {
            read(note.get(), size, done, begun);
        }
        return new Pieces(size, ranges ? Sums.CHUNK : size, done, begun);
    }

    /** Hex of the done ones, and NUMBER:BYTES of those that were begun, with blanks between. */
    private static void read(String note, long size, BitSet done, Map<Integer, Long> begun) {
        long count = Offer.chunksOf(size);
        var words = note.strip().split(" ", -1);
        try {
            var bits = BitSet.valueOf(HexFormat.of().parseHex(words[0]));
            if (bits.length() <= count) {
                done.or(bits);
            }
            for (int i = 1; i < words.length; i++) {
                int colon = words[i].indexOf(':');
                int number = Integer.parseInt(words[i], 0, colon, 10);
                long bytes = Long.parseLong(words[i], colon + 1, words[i].length(), 10);
                if (number >= 0 && number < count && bytes > 0 && bytes < Sums.CHUNK) {
                    begun.put(number, bytes);
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
            // A note that is damaged is worth as much as none.
            done.clear();
            begun.clear();
        }
    }

    synchronized String note() {
        var text = new StringBuilder(HexFormat.of().formatHex(done.toByteArray()));
        begun.forEach(
                (number, bytes) -> text.append(' ').append(number).append(':').append(bytes));
        return text.toString();
    }

    private int count() {
        return Math.toIntExact((size + length - 1) / length);
    }

    /** The next one to work on; empty if none is left, or all that are left are worked on. */
    synchronized Optional<Piece> next() {
        var number = open.poll();
        if (number == null) {
            return Optional.empty();
        }
        working++;
        long from = number * length;
        long have = begun.getOrDefault(number, 0L);
        return Optional.of(new Piece(number, from, lengthOf(number), have));
    }

    synchronized void whole(Piece piece) {
        working--;
        done.set(piece.number());
        begun.remove(piece.number());
        bytes += piece.length() - piece.have();
    }

    /** @param have bytes at its beginning that are there and good */
    synchronized void left(Piece piece, long have) {
        working--;
        if (have > 0 && have < piece.length()) {
            begun.put(piece.number(), have);
        } else {
            begun.remove(piece.number());
        }
        bytes += begun.getOrDefault(piece.number(), 0L) - piece.have();
        open.addFirst(piece.number());
    }

    synchronized boolean isComplete() {
        return open.isEmpty() && working == 0;
    }

    /** That are here, without those of chunks that are being fetched just now. */
    synchronized long bytes() {
        return bytes;
    }
}
