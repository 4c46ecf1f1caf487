package metalplant.bmc;

import static org.assertj.core.api.Assertions.assertThat;

import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.Driver;
import metalplant.bmc.driver.PowerButton;
import metalplant.testkit.bus.Eventually;
import org.junit.jupiter.api.Test;

/** What every controller does, whatever it speaks. */
abstract class DriverContract {
    /** One whose machine is off. */
    abstract Driver driver();

    abstract String machineId();

    /** What the machine would boot from, in the other end's words. */
    abstract String bootDevice();

    abstract String networkBoot();

    @Test
    void itSaysWhichMachineIsItsOwnAndThatItIsOff() {
        // when
        var facts = driver().facts();

        // then
        assertThat(facts.machineId()).isEqualTo(machineId());
        assertThat(facts.powerOn()).contains(false);
        assertThat(driver().isOn()).isFalse();
    }

    @Test
    void aMachineGoesOnAndOff() {
        // when
        driver().press(PowerButton.ON);

        // then
        Eventually.until("the machine is on", () -> driver().isOn());

        // and when
        driver().press(PowerButton.OFF);

        // then
        Eventually.until("the machine is off", () -> !driver().isOn());
    }

    @Test
    void aMachineIsToldToBootFromTheNetwork() {
        // when
        driver().bootFrom(BootDevice.PXE);

        // then
        assertThat(bootDevice()).isEqualTo(networkBoot());
    }

    @Test
    void aMachineThatIsOnIsResetAndStaysOn() {
        // given
        driver().press(PowerButton.ON);
        Eventually.until("the machine is on", () -> driver().isOn());

        // when
        driver().press(PowerButton.RESET);

        // then
        Eventually.until("the machine is on again", () -> driver().isOn());
    }

    @Test
    void aMachineShowsItsLight() {
        driver().identify(true);
        driver().identify(false);
        assertThat(driver().facts().ledOn().orElse(false)).isFalse();
    }
}
