package metalplant.router.merge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Cuts a JSON list into its elements without changing a byte of them. It follows brackets and strings only; what is inside an element is
 * for whoever reads it. A list that ends early, or is followed by anything, is an error.
 */
public final class JsonRows implements RowSource {
    private static final int ROW_MAX_BYTES = 8 * 1024 * 1024;
    private static final int DEPTH_MAX = 64;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final String plant;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private State state = State.BEFORE;

    private enum State {
        BEFORE,
        FIRST,
        FURTHER,
        NULL,
        OVER
    }

    public JsonRows(String plant, InputStream in) {
        this.plant = plant;
        this.in = in;
    }

    @Override
    public Optional<Row> next() throws IOException {
        if (state == State.BEFORE) {
            begin();
        }
        if (state == State.OVER || state == State.NULL) {
            return Optional.empty();
        }
        int c = visible();
        if (c == ']') {
            finish(State.OVER);
            return Optional.empty();
        }
        if (state == State.FURTHER) {
            require(c == ',');
            c = visible();
        }
        state = State.FURTHER;
        return Optional.of(new Row(plant, element(c)));
    }

    @Override
    public boolean wasNull() {
        return state == State.NULL;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException _) {
            // Nobody wants the rest.
        }
    }

    private void begin() throws IOException {
        int c = visible();
        if (c == 'n') {
            for (int i = 1; i < NULL.length; i++) {
                require(read() == NULL[i]);
            }
            finish(State.NULL);
            return;
        }
        require(c == '[');
        state = State.FIRST;
    }

    private void finish(State last) throws IOException {
        require(visible() < 0);
        state = last;
    }

    private byte[] element(int first) throws IOException {
        require(first >= 0 && first != ',' && first != ']' && first != '}');
        var row = new ByteArrayOutputStream(1024);
        int depth = 0;
        boolean text = false;
        for (int c = first; ; c = read()) {
            require(c >= 0 && row.size() < ROW_MAX_BYTES);
            row.write(c);
            if (text) {
                if (c == '\\') {
                    int escaped = read();
                    require(escaped >= 0);
                    row.write(escaped);
                } else if (c == '"') {
                    text = false;
                }
            } else {
                text = c == '"';
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
                require(depth <= DEPTH_MAX);
            }
            if (depth == 0 && !text && ends()) {
                return row.toByteArray();
            }
        }
    }

    /** Whether the element is over: what follows belongs to the list. */
    private boolean ends() throws IOException {
        int c = peek();
        return c == ',' || c == ']' || c < 0 || blank(c);
    }

    private int visible() throws IOException {
        int c = read();
        while (c >= 0 && blank(c)) {
            c = read();
        }
        return c;
    }

    private static boolean blank(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private int peek() throws IOException {
        if (at == end) {
            end = Math.max(0, in.read(buffer));
            at = 0;
        }
        return at < end ? buffer[at] & 0xff : -1;
    }

    private int read() throws IOException {
        int c = peek();
        if (c >= 0) {
            at++;
        }
        return c;
    }

    private void require(boolean right) throws IOException {
        if (!right) {
            throw new IOException("plant " + plant + " did not answer a JSON list");
        }
    }
}
