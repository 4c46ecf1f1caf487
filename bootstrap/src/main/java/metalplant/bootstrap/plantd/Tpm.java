package metalplant.bootstrap.plantd;

import java.nio.file.Path;
import java.util.Optional;

/** The box's security chip. What is sealed by one opens on that one alone. */
interface Tpm {
    boolean present();

    /** Seals a secret into a folder. @throws metalplant.model.Problem if the chip does not do it */
    void seal(byte[] secret, Path folder);

    /** The secret back; empty if this is not the chip that sealed it. @throws metalplant.model.Problem if the chip does not answer */
    Optional<byte[]> unseal(Path folder);

    /** A box without one. */
    Tpm NONE = new Tpm() {
        @Override
        public boolean present() {
            return false;
        }

        @Override
        public void seal(byte[] secret, Path folder) {
            throw new IllegalStateException("there is no TPM");
        }

        @Override
        public Optional<byte[]> unseal(Path folder) {
            throw new IllegalStateException("there is no TPM");
        }
    };
}
