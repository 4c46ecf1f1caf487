package metalplant.testkit.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import metalplant.testkit.bus.Eventually;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SystemdContainerTest {
    @BeforeAll
    static void aContainerRunsHere() {
        var missing = DebianTree.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    }

    @Test
    void aMachineLosesItsPowerAndKeepsItsDisk() {
        // given a machine with a unit of ours
        try (var machine = SystemdContainer.of(DebianTree.named("systemd"))) {
            machine.write("/etc/systemd/system/mark.service", """
                    [Service]
                    Type=oneshot
                    ExecStart=/bin/sh -c 'echo was here >>/var/mark'
                    """)
                    .write(
                            "/etc/systemd/system/multi-user.target.d/test.conf",
                            "[Unit]\nRequires=mark.service\nAfter=mark.service\n");
            machine.boot();
            assertThat(machine.run("systemctl", "--version").good()).startsWith("systemd 257");
            assertThat(machine.at("/var/mark")).hasContent("was here\n");
            var pid = machine.leader();

            // when its power is cut
            machine.cut();

            // then no process is left, its disk is there, and it boots again
            assertThat(Path.of("/proc/" + pid)).doesNotExist();
            assertThat(machine.at("/var/mark")).hasContent("was here\n");
            machine.boot();
            assertThat(machine.at("/var/mark")).hasContent("was here\nwas here\n");

            // and it can be switched off in order
            pid = machine.leader();
            machine.powerOff();
            assertThat(Path.of("/proc/" + pid)).doesNotExist();
        }
    }

    @Test
    void aCutLosesWhatNobodyHadSyncedAndNothingElse() throws Exception {
        try (var machine = SystemdContainer.of(DebianTree.named("systemd")).losingWhatIsNotSynced()) {
            // given
            machine.boot();
            machine.run("sh", "-c", "echo kept >/var/kept; sync; echo more >>/var/kept; echo lost >/var/lost")
                    .good();
            assertThat(machine.at("/var/kept")).hasContent("kept\nmore\n");

            // when
            machine.cut();
            machine.boot();

            // then
            assertThat(machine.at("/var/kept")).hasContent("kept\n");
            var lost = machine.at("/var/lost");
            assertThat(Files.exists(lost) ? Files.readString(lost) : "").isEmpty();

            // and an end in order loses nothing
            machine.run("sh", "-c", "echo more >>/var/kept").good();
            machine.powerOff();
            machine.boot();
            assertThat(machine.at("/var/kept")).hasContent("kept\nmore\n");
        }
    }

    @Test
    void nothingIsLeftWhenWhoeverStartedItIsKilled() throws Exception {
        // given a machine that another process holds, as a JVM of tests does
        var folder = Files.createTempDirectory("plant-orphan-");
        var script = folder.resolve("container.sh");
        SystemdContainer.writeScript(script);
        var holder = new ProcessBuilder(
                        "bash",
                        "-c",
                        "sleep 600 | bash \"$0\" \"$@\" & sleep 600",
                        script.toString(),
                        DebianTree.named("systemd").toString(),
                        folder.resolve("machine").toString())
                .start();
        // What the holder forks has its own command line until it becomes another program, so only that of nspawn
        // counts.
        Eventually.until("systemd runs in there", () -> processesWith("--directory=" + folder) > 0);

        // when that one is killed, and with it the end of the pipe that it held
        var all = holder.descendants().toList();
        all.stream()
                .filter(each -> each.info().commandLine().orElse("").endsWith("sleep 600"))
                .forEach(ProcessHandle::destroyForcibly);
        holder.destroyForcibly().waitFor();

        // then processes, mounts and the folder go
        Eventually.until("no process is left", () -> all.stream().noneMatch(ProcessHandle::isAlive));
        Eventually.until("its folder is gone", () -> !Files.exists(folder.resolve("machine")));
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(folder.toString());
        Programs.run(Duration.ofSeconds(10), List.of("rm", "-rf", folder.toString()))
                .good();
    }

    private static long processesWith(String word) {
        return ProcessHandle.allProcesses()
                .filter(each -> commandLine(each.pid()).contains(word))
                .count();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/%d/cmdline".formatted(pid)));
        } catch (IOException e) {
            return "";
        }
    }
}
