package metalplant.bootstrap.backup;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import metalplant.federation.value.Bytes;
import metalplant.mesh.recovery.RecoveryCard;
import metalplant.model.Problem;

/**
 * What everybody may read of a backup.
 *
 * @param plant who made it, the id that its root key gives it
 * @param version of the software that made it
 * @param created in ISO form
 * @param card see {@link RecoveryCard}: which words open it, and which key signs it
 * @param forWords the file's key, sealed to the recovery key; hex
 * @param forPlant the same, sealed to the plant's own key, for drills
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record BackupHeader(
        String plant, String partition, String version, String created, String card, String forWords, String forPlant) {
    /** Bytes of a header at most. */
    static final int SIZE_MAX = 16_384;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "[A-Za-z0-9._+-]{1,64}";

    byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts always have a JSON form", e);
        }
    }

    /** @throws Problem BAD_REQUEST if the bytes are no header */
    static BackupHeader parse(byte[] bytes) {
        try {
            var header = JSON.readValue(bytes, BackupHeader.class);
            header.check();
            return header;
        } catch (IOException | IllegalArgumentException | DateTimeException | NullPointerException e) {
            throw Problem.bad("the backup is damaged: its header cannot be read")
                    .because(e);
        }
    }

    private void check() {
        if (!partition.matches(NAME) || !version.matches(NAME)) {
            throw new IllegalArgumentException("names that are none");
        }
        Instant.parse(created);
        Bytes.ofHex(forWords);
        Bytes.ofHex(forPlant);
        if (!recoveryCard().plantId().text().equals(plant)) {
            throw Problem.bad("the backup is forged: it names a plant that its recovery card does not belong to");
        }
    }

    RecoveryCard recoveryCard() {
        return RecoveryCard.parse(card);
    }

    Instant time() {
        return Instant.parse(created);
    }
}
