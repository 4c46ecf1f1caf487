package metalplant.bootstrap.backup;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import metalplant.model.Problem;

/** Reads the chunks of a {@link BackupFile}; its end is only ever the end of the whole. */
final class OpeningStream extends InputStream {
    private final DataInputStream in;
    private final byte[] key;
    private final byte[] start;
    private byte[] chunk = {};
    private int taken;
    private long number;
    private boolean last;

    /** @param in behind the header */
    OpeningStream(InputStream in, BackupFile.Head head, byte[] key) {
        this.in = new DataInputStream(in);
        this.key = key.clone();
        this.start = SealingStream.sum(head.start());
    }

    @Override
    public int read() throws IOException {
        return fill() ? chunk[taken++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int some = Math.min(length, chunk.length - taken);
        System.arraycopy(chunk, taken, bytes, offset, some);
        taken += some;
        return some;
    }

    private boolean fill() throws IOException {
        while (taken == chunk.length) {
            if (last) {
                return false;
            }
            open();
        }
        return true;
    }

    private void open() throws IOException {
        try {
            int word = in.readInt();
            last = (word & BackupFile.LAST) != 0;
            var sealed = new byte[BackupFile.size(word)];
            in.readFully(sealed);
            chunk = BackupFile.cipher(Cipher.DECRYPT_MODE, key, number++, last, start)
                    .doFinal(sealed);
            taken = 0;
        } catch (EOFException e) {
            throw BackupFile.cutOff().because(e);
        } catch (GeneralSecurityException e) {
            throw Problem.bad("the backup is damaged: part %d of it was changed".formatted(number))
                    .because(e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
