package metalplant.wireguard.lab;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherConstants;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Plays the tests of real tunnels with the WireGuard of this machine's kernel, without Maven: {@code tests/lab/kernel} does so in a
 * machine that has one. Ends with status 0 if all passed, else 1.
 */
final class InThisKernel {
    private static final int TESTS_AT_LEAST = 10;

    private InThisKernel() {}

    /** Takes no arguments. */
    static void main() {
        if (!Files.isDirectory(Path.of("/sys/module/wireguard"))) {
            System.out.println("this kernel has no WireGuard");
            System.exit(1);
        }
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(MeshLabTest.class), selectClass(RotationLabTest.class))
                .filters(TagFilter.excludeTags(Lab.IN_A_PROCESS))
                .configurationParameter(LauncherConstants.CAPTURE_STDOUT_PROPERTY_NAME, "false")
                .build();
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, summary, new Telling());
        var found = summary.getSummary();
        found.printFailuresTo(new PrintWriter(System.out, true), 20);
        System.out.printf(
                "tunnels in the kernel: %d passed, %d failed%n",
                found.getTestsSucceededCount(), found.getTotalFailureCount());
        System.exit(found.getTotalFailureCount() == 0 && found.getTestsSucceededCount() >= TESTS_AT_LEAST ? 0 : 1);
    }

    /** A line for each test. */
    private static final class Telling implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                System.out.printf("%-11s %s%n", result.getStatus(), test.getDisplayName());
            }
        }
    }
}
