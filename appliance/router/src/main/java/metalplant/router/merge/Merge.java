package metalplant.router.merge;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import metalplant.router.table.Entity;
import metalplant.router.table.Row;

/**
 * Writes the rows of several plants as one list. Each row keeps its bytes. Shared networks are known to every plant and come once, as the own
 * plant shows them, or of plants that share nothing from the first one; a list that has an order keeps it. Null stays null when nobody has a row.
 */
public final class Merge {
    private static final int SHARED_MAX = 100_000;

    private final Row row;
    private final List<RowSource> sources;
    private final BiConsumer<String, String> seen;
    private final Optional<String> sharing;
    private final Set<String> shared = new HashSet<>();

    /**
     * @param seen hears of each row's plant and id
     * @param sharing the own plant, if it has a copy of every network that plants share
     */
    public Merge(Row row, List<RowSource> sources, BiConsumer<String, String> seen, Optional<String> sharing) {
        this.sharing = sharing;
        this.row = row;
        this.sources = sources;
        this.seen = seen;
    }

    /** @throws IOException if a plant's list is none, or the reader is gone */
    public void write(OutputStream out) throws IOException {
        var picker = new Picker();
        boolean first = true;
        for (var next = picker.next(); next.isPresent(); next = picker.next()) {
            if (isShownByOwn(next.get()) || isRepeated(next.get())) {
                continue;
            }
            out.write(first ? '[' : ',');
            out.write(next.get().bytes());
            first = false;
        }
        out.write((first ? empty() : "]").getBytes(StandardCharsets.UTF_8));
    }

    private String empty() {
        return sources.stream().anyMatch(RowSource::wasNull) ? "null" : "[]";
    }

    /** Another plant's row of a shared network, whatever it is called there. */
    private boolean isShownByOwn(RowSource.Row next) {
        boolean others = row.rows().equals(Optional.of(Entity.NETWORK))
                && sharing.filter(own -> !own.equals(next.plant())).isPresent();
        return others && SharedRows.isShared(next.bytes());
    }

    private boolean isRepeated(RowSource.Row next) throws IOException {
        var key = row.key().flatMap(field -> Keys.of(next.bytes(), field));
        if (key.isPresent() && row.rows().isPresent()) {
            boolean repeated = row.rows().get() == Entity.NETWORK && !shared.add(key.get());
            if (shared.size() > SHARED_MAX) {
                throw new IOException("more than " + SHARED_MAX + " networks");
            }
            if (!repeated) {
                seen.accept(next.plant(), key.get());
            }
            return repeated;
        }
        return false;
    }

    /** Takes the next row: of the smallest key where there is an order, else of the first plant that has one left. */
    private final class Picker {
        private final List<RowSource> left = new ArrayList<>(sources);
        private final List<Optional<RowSource.Row>> heads = new ArrayList<>();

        Optional<RowSource.Row> next() throws IOException {
            return row.order() == Row.Order.ANY ? inTurn() : smallest();
        }

        private Optional<RowSource.Row> inTurn() throws IOException {
            while (!left.isEmpty()) {
                var next = left.getFirst().next();
                if (next.isPresent()) {
                    return next;
                }
                left.removeFirst();
            }
            return Optional.empty();
        }

        private Optional<RowSource.Row> smallest() throws IOException {
            while (heads.size() < sources.size()) {
                heads.add(sources.get(heads.size()).next());
            }
            int best = -1;
            for (int i = 0; i < heads.size(); i++) {
                if (heads.get(i).isPresent() && (best < 0 || key(i).compareTo(key(best)) < 0)) {
                    best = i;
                }
            }
            if (best < 0) {
                return Optional.empty();
            }
            return heads.set(best, sources.get(best).next());
        }

        private String key(int i) {
            return heads.get(i)
                    .flatMap(head -> row.key().flatMap(field -> Keys.of(head.bytes(), field)))
                    .orElse("");
        }
    }
}
