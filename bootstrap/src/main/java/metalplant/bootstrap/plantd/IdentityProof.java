package metalplant.bootstrap.plantd;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import metalplant.mesh.files.AtomicFile;
import metalplant.mesh.identity.IncarnationFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.model.Problem;
import metalplant.server.restore.LifeFile;
import metalplant.wire.WireJson;

/**
 * Who this plant is, and the proof that its disk is still in the box where it was made: a secret that only the TPM of that box gives out,
 * or without a TPM what the firmware says of the box.
 *
 * <p>A disk in another box is a restored plant, or a copy of one that still runs. So a new life is ordered, in which no machine is touched
 * and no address given out of old blocks before an operator confirmed them (decision 10).
 */
final class IdentityProof {
    private static final System.Logger LOG = System.getLogger(IdentityProof.class.getName());
    private static final SecureRandom CHANCE = new SecureRandom();
    private static final int SECRET_BYTES = 32;

    private final Box box;

    IdentityProof(Box box) {
        this.box = box;
    }

    /**
     * What is kept.
     *
     * @param kind tpm, file, or none for a box that says nothing of itself
     * @param mark digest of the box's secret and the plant's id
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Proof(String kind, String plant, String mark) {}

    static Optional<Proof> read(Host host) {
        var file = file(host);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(WireJson.mapper().readValue(AtomicFile.read(file), Proof.class));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static Path file(Host host) {
        return host.firstBoot().resolve("identity.json");
    }

    /** Makes the identity if there is none, and looks whether this is still the same box. */
    void ensure(Step.Run run) {
        var folder = box.host().plant().federation();
        AtomicFile.folder(folder, "rwx------");
        var plant = PlantIdentity.open(folder.resolve("keys"), new IncarnationFile(folder.resolve("lives")), CHANCE)
                .plant()
                .toString();
        run.point("keys");
        var kept = read(box.host()).filter(each -> each.plant().equals(plant));
        if (kept.isPresent() && moved(kept.get())) {
            new LifeFile(box.host().plant().life()).order();
            LOG.log(WARNING, "the disk of this plant was made in another box: a new life begins");
            box.warnings()
                    .set(
                            "moved",
                            "this disk was made in another box: no machine is touched before it is confirmed (plantctl reconcile)");
            run.point("ordered");
        }
        if (kept.isEmpty() || moved(kept.get())) {
            prove(plant, run);
        }
        if (!box.tpm().present()) {
            box.warnings()
                    .set(
                            "tpm",
                            "this box has no TPM: the plant's keys are in files, and who has the disk has the plant");
        }
        box.owners().give(box.host().plant().data(), Owners.METAL_PLANT);
    }

    private void prove(String plant, Step.Run run) {
        var proof = box.tpm().present() ? sealed(plant, run) : observed(plant);
        try {
            AtomicFile.write(file(box.host()), WireJson.mapper().writeValueAsString(proof) + "\n", AtomicFile.SECRET);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a proof always has a JSON form", e);
        }
    }

    private Proof sealed(String plant, Step.Run run) {
        var secret = new byte[SECRET_BYTES];
        CHANCE.nextBytes(secret);
        box.tpm().seal(secret, folder());
        run.point("sealed");
        return new Proof("tpm", plant, mark(secret, plant));
    }

    private Proof observed(String plant) {
        return box.hardware()
                .read()
                .map(id -> new Proof("file", plant, mark(id.getBytes(UTF_8), plant)))
                .orElse(new Proof("none", plant, ""));
    }

    /** Only what is surely another box counts: a chip that does not answer is a Problem, and firmware that is silent proves nothing. */
    private boolean moved(Proof proof) {
        return switch (proof.kind()) {
            case "tpm" ->
                !box.tpm().present()
                        || box.tpm()
                                .unseal(folder())
                                .filter(secret -> mark(secret, proof.plant()).equals(proof.mark()))
                                .isEmpty();
            case "file" ->
                box.hardware()
                        .read()
                        .filter(id -> !mark(id.getBytes(UTF_8), proof.plant()).equals(proof.mark()))
                        .isPresent();
            default -> false;
        };
    }

    private Path folder() {
        return box.host().firstBoot().resolve("tpm");
    }

    private static String mark(byte[] secret, String plant) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret);
            digest.update(plant.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw Problem.refused("this JDK has no SHA-256").because(e);
        }
    }
}
