package metalplant.bootstrap.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import metalplant.federation.signing.Signer;

/** Writes a {@link BackupFile}. Closing does not make it whole: {@link #finish} does. */
final class SealingStream extends OutputStream {
    private final OutputStream out;
    private final byte[] key;
    private final byte[] start;
    private final MessageDigest sum = BackupFile.sha256();
    private final byte[] chunk = new byte[BackupFile.CHUNK];
    private int filled;
    private long number;

    SealingStream(OutputStream out, BackupHeader header, byte[] key) throws IOException {
        this.out = out;
        this.key = key.clone();
        var bytes = BackupFile.start(header.bytes());
        out.write(bytes);
        sum.update(bytes);
        this.start = sum(bytes);
    }

    static byte[] sum(byte[] start) {
        return BackupFile.sha256().digest(start);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (filled == chunk.length) {
                seal(false);
            }
            int some = Math.min(end - from, chunk.length - filled);
            System.arraycopy(bytes, from, chunk, filled, some);
            filled += some;
            from += some;
        }
    }

    /** Seals what is left, signs, and makes the file whole. */
    void finish(Signer plant) throws IOException {
        seal(true);
        out.write(plant.sign(BackupFile.signed(sum.digest())).toArray());
        out.flush();
    }

    private void seal(boolean last) throws IOException {
        try {
            var sealed = BackupFile.cipher(Cipher.ENCRYPT_MODE, key, number++, last, start)
                    .doFinal(chunk, 0, filled);
            var word = BackupFile.word(last ? sealed.length | BackupFile.LAST : sealed.length);
            out.write(word);
            out.write(sealed);
            sum.update(word);
            sum.update(sealed);
            filled = 0;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
