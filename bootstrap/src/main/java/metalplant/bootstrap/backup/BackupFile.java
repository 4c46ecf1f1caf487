package metalplant.bootstrap.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.value.Bytes;
import metalplant.model.Problem;

/**
 * The form of a backup, which is written and read as a stream:
 *
 * <pre>
 * "metal-plant backup\n"  int format  int size  header (JSON)
 * chunks: int size, with the highest bit set in the last one; AES-256-GCM of up to 64 KiB. The nonce is the number of the chunk and
 *         whether it is the last one, and the sum of all before the chunks is authenticated with each
 * signature of the plant (Ed25519) under the SHA-256 of all before
 * </pre>
 *
 * <p>So a file that was cut off lacks the last chunk and the signature, chunks cannot be left out, doubled or exchanged, and whoever has
 * neither words nor keys can still tell that a file is whole and who made it ({@link #verify}).
 */
final class BackupFile {
    static final byte[] MAGIC = "metal-plant backup\n".getBytes(US_ASCII);
    static final int FORMAT = 1;
    static final int CHUNK = 1 << 16;
    static final int TAG = 16;
    static final int LAST = 1 << 31;
    static final int KEY_BYTES = 32;
    /** What the file's key is sealed for. */
    static final byte[] USE = "metal-plant backup key 1".getBytes(US_ASCII);
    /** Bytes from the beginning that hold the header, whatever its size. */
    static final int HEAD_MAX = MAGIC.length + 8 + BackupHeader.SIZE_MAX;

    private static final byte[] SIGNED = "metal-plant backup signature 1\n".getBytes(US_ASCII);
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private BackupFile() {}

    /**
     * The beginning of a backup.
     *
     * @param start its bytes
     */
    record Head(BackupHeader header, byte[] start) {}

    /** Reads up to the chunks. */
    static Head head(InputStream in) {
        try {
            var data = new DataInputStream(in);
            var magic = new byte[MAGIC.length];
            data.readFully(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw Problem.bad("this is no backup of a metal-plant");
            }
            int format = data.readInt();
            if (format != FORMAT) {
                throw Problem.refused("the backup has form %d, and this release reads %d: restore it with a later one"
                        .formatted(format, FORMAT));
            }
            int size = data.readInt();
            if (size < 0 || size > BackupHeader.SIZE_MAX) {
                throw Problem.bad("the backup is damaged: its header has an impossible size");
            }
            var bytes = new byte[size];
            data.readFully(bytes);
            return new Head(BackupHeader.parse(bytes), start(bytes));
        } catch (EOFException e) {
            throw cutOff().because(e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** All in front of the chunks. */
    static byte[] start(byte[] header) {
        return java.nio.ByteBuffer.allocate(MAGIC.length + 8 + header.length)
                .put(MAGIC)
                .putInt(FORMAT)
                .putInt(header.length)
                .put(header)
                .array();
    }

    /**
     * Whether a file is whole and signed by the plant that its header names; needs no secret.
     *
     * @throws Problem BAD_REQUEST with what is wrong
     */
    static BackupHeader verify(Path file) {
        var sum = sha256();
        try (var in = new BufferedInputStream(Files.newInputStream(file), CHUNK)) {
            var head = head(in);
            var header = head.header();
            sum.update(head.start());
            walk(new DataInputStream(in), sum);
            var signature = in.readNBytes(Ed25519.SIGNATURE_SIZE);
            if (signature.length < Ed25519.SIGNATURE_SIZE) {
                throw cutOff();
            }
            if (in.read() >= 0) {
                throw Problem.bad("the backup is damaged: something follows its end");
            }
            if (!Ed25519.verify(header.recoveryCard().plant(), signed(sum.digest()), Bytes.of(signature))) {
                throw Problem.bad(
                        "the backup is damaged or forged: its signature is not one of plant " + header.plant());
            }
            return header;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static void walk(DataInputStream in, MessageDigest sum) throws IOException {
        try {
            boolean last = false;
            while (!last) {
                int word = in.readInt();
                last = (word & LAST) != 0;
                var chunk = new byte[size(word)];
                in.readFully(chunk);
                sum.update(word(word));
                sum.update(chunk);
            }
        } catch (EOFException e) {
            throw cutOff().because(e);
        }
    }

    /** @throws Problem BAD_REQUEST if no chunk has this size */
    static int size(int word) {
        int size = word & ~LAST;
        if (size < TAG || size > CHUNK + TAG) {
            throw Problem.bad("the backup is damaged: a part has an impossible size");
        }
        return size;
    }

    static byte[] word(int word) {
        return java.nio.ByteBuffer.allocate(4).putInt(word).array();
    }

    static byte[] signed(byte[] sum) {
        var both = Arrays.copyOf(SIGNED, SIGNED.length + sum.length);
        System.arraycopy(sum, 0, both, SIGNED.length, sum.length);
        return both;
    }

    /** @param mode of {@link Cipher} */
    static Cipher cipher(int mode, byte[] key, long chunk, boolean last, byte[] start) throws GeneralSecurityException {
        var nonce = java.nio.ByteBuffer.allocate(NONCE)
                .put(new byte[NONCE - 9])
                .putLong(chunk)
                .put((byte) (last ? 1 : 0))
                .array();
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(start);
        return cipher;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static Problem cutOff() {
        return Problem.bad("the backup is cut off: it ends before its end");
    }

    static Problem unreadable(IOException e) {
        return Problem.bad("the backup cannot be read: " + e.getMessage()).because(e);
    }
}
