package metalplant.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageVersionsTest {
    private static final List<Image> IMAGES = Stream.of(
                    "ubuntu-24.4.20240101",
                    "ubuntu-24.4.20240901",
                    "ubuntu-24.10.20241010",
                    "ubuntu-24.0.5",
                    "firewall-ubuntu-3.0.20240601",
                    "debian-12")
            .map(ImageVersionsTest::image)
            .toList();

    static Image image(String id) {
        var name = ImageVersions.require(id);
        var stamp = new Stamp(new UUID(0, 0), "", 1, Instant.EPOCH, Instant.EPOCH);
        return new Image(
                id, "", "", "", name.os(), name.version().toString(), List.of(), "preview", Instant.EPOCH, stamp);
    }

    @ParameterizedTest
    @CsvSource({
        "ubuntu-24.04,ubuntu,24.4.0",
        "ubuntu-24.04.20240101,ubuntu,24.4.20240101",
        "firewall-ubuntu-3.0,firewall-ubuntu,3.0.0",
        "debian-12,debian,12.0.0",
        "debian-v12.1,debian,12.1.0",
        "a-b-c-007.08.09,a-b-c,7.8.9"
    })
    void anIdIsSplitAtItsLastDashAndItsVersionIsNormalised(String id, String os, String version) {
        var name = ImageVersions.require(id);

        assertThat(name.os()).isEqualTo(os);
        assertThat(name.version()).hasToString(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ubuntu",
                "ubuntu-",
                "-1.0",
                "ubuntu-1.2.3.4",
                "ubuntu-1.",
                "ubuntu-x",
                "ubuntu-1.2 ",
                "ubuntu-9999999999999999999"
            })
    void anIdWithoutSystemOrVersionIsRefused(String id) {
        assertThat(ImageVersions.parse(id)).isEmpty();
        assertThatThrownBy(() -> ImageVersions.require(id)).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ubuntu-24.04,ubuntu-24.4.20240901",
        "ubuntu-24.4.20240101,ubuntu-24.4.20240101",
        "ubuntu-24.04.20240101,ubuntu-24.4.20240101",
        "ubuntu-24.10,ubuntu-24.10.20241010",
        "ubuntu-24,ubuntu-24.0.5",
        "firewall-ubuntu-3,firewall-ubuntu-3.0.20240601",
        "debian-12.0,debian-12"
    })
    void aShorthandMeansTheNewestOfItsMinorVersion(String shorthand, String wanted) {
        assertThat(ImageVersions.latest(shorthand, IMAGES)).map(Image::id).hasValue(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ubuntu-22.04", "ubuntu-24.4.20240102", "ubuntu", "Ubuntu-24.04", "ubuntu-firewall-3"})
    void aShorthandThatMeansNothingFindsNothing(String shorthand) {
        assertThat(ImageVersions.latest(shorthand, IMAGES)).isEmpty();
    }

    @Test
    void allMeantImagesAreGivenNewestFirst() {
        assertThat(ImageVersions.matching("ubuntu-24.4", IMAGES))
                .extracting(Image::id)
                .containsExactly("ubuntu-24.4.20240901", "ubuntu-24.4.20240101");
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theOrderOfImagesNeverChangesWhichOneIsLatest(long seed) {
        var random = new Random(seed);
        var images = new ArrayList<Image>();
        for (int i = 0; i < 20; i++) {
            images.add(image("os%d-%d.%d.%d"
                    .formatted(random.nextInt(2), random.nextInt(3), random.nextInt(3), random.nextInt(30))));
        }
        var shuffled = new ArrayList<>(images);
        Collections.shuffle(shuffled, random);
        var shorthand = "os%d-%d.%d".formatted(random.nextInt(2), random.nextInt(3), random.nextInt(3));

        var latest = ImageVersions.latest(shorthand, images);

        assertThat(ImageVersions.latest(shorthand, shuffled)).isEqualTo(latest);
        latest.ifPresent(found -> assertThat(ImageVersions.matching(shorthand, images))
                .allMatch(other -> ImageVersions.versionOf(other).compareTo(ImageVersions.versionOf(found)) <= 0));
    }
}
