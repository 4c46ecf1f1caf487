package metalplant.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import metalplant.model.Problem;
import org.junit.jupiter.api.Test;

class LsblkReaderTest {
    private static final String TEXT = """
            {"blockdevices": [
              {"path":"/dev/loop0","type":"loop","serial":null,"model":null,"size":4096,"log-sec":512,"ro":false,"rm":false,
               "hotplug":false,"partlabel":null,"mountpoints":["/snap"]},
              {"path":"/dev/sr0","type":"rom","serial":"Q","model":"DVD","size":1048576,"log-sec":2048,"ro":false,"rm":true,
               "hotplug":true,"partlabel":null,"mountpoints":[null]},
              {"path":"/dev/sda","type":"disk","serial":" S-1 ","model":"Stick","size":17179869184,"log-sec":512,"ro":false,"rm":true,
               "hotplug":true,"partlabel":null,"mountpoints":[null],"children":[
                 {"path":"/dev/sda1","type":"part","partlabel":"esp","mountpoints":[null]},
                 {"path":"/dev/sda2","type":"part","partlabel":"root-a","mountpoints":[null],"children":[
                   {"path":"/dev/mapper/root","type":"crypt","partlabel":null,"mountpoints":["/"]}]},
                 {"path":"/dev/sda8","type":"part","partlabel":"var","mountpoints":[null],"children":[
                   {"path":"/dev/mapper/var","type":"crypt","partlabel":null,"mountpoints":[null]}]}]},
              {"path":"/dev/nvme0n1","type":"disk","serial":null,"model":null,"size":68719476736,"log-sec":4096,"ro":true,"rm":false,
               "hotplug":false,"partlabel":null,"mountpoints":[]},
              {"path":"/dev/sdz","type":"disk","size":0,"mountpoints":[null]}
            ]}""";

    @Test
    void disksAreReadWithWhatIsOnThemAndWhoUsesIt() {
        assertThat(LsblkReader.read(TEXT))
                .containsExactly(
                        new DiskFacts(
                                "/dev/sda",
                                "S-1",
                                "Stick",
                                17_179_869_184L,
                                512,
                                false,
                                true,
                                java.util.List.of("esp", "root-a", "var"),
                                java.util.List.of("/", "/dev/mapper/var")),
                        new DiskFacts(
                                "/dev/nvme0n1",
                                "",
                                "",
                                68_719_476_736L,
                                4096,
                                true,
                                false,
                                java.util.List.of(),
                                java.util.List.of()));
    }

    @Test
    void whatIsTypedForADiskWithoutASerialNumberIsItsSize() {
        assertThat(LsblkReader.read(TEXT)).extracting(DiskFacts::word).containsExactly("S-1", "68719476736");
    }

    @Test
    void aTextThatIsNotOfLsblkIsRefused() {
        assertThatThrownBy(() -> LsblkReader.read("{\"blockdevices\": [")).isInstanceOf(Problem.class);
        assertThat(LsblkReader.read("{}")).isEmpty();
    }
}
