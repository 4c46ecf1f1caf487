package metalplant.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import metalplant.model.Stamp;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;

class ConsumptionTest {
    private static final NetworkUse FOUR = NetworkUse.none("n", AddressFamily.IPV4);
    private static final NetworkUse SIX = NetworkUse.none("n", AddressFamily.IPV6);

    private static Network network(String... prefixes) {
        return new Network(
                "n",
                "",
                "",
                NetworkType.SUPER,
                "",
                "",
                "",
                Arrays.stream(prefixes).map(Cidr::parse).toList(),
                List.of(),
                Map.of(),
                false,
                false,
                0,
                Map.of(),
                List.of(),
                new Stamp(new UUID(1, 1), "", 1, Instant.EPOCH, Instant.EPOCH));
    }

    @Test
    void reservedAddressesCountAsUsed() {
        assertThat(Consumption.of(network("10.0.0.0/24", "10.0.1.0/24"), FOUR.plusAddresses(3)))
                .isEqualTo(new Consumption(512, 128, 3 + 4, 0));
        assertThat(Consumption.of(network("2001:db8::/120"), SIX.plusAddresses(3)))
                .isEqualTo(new Consumption(256, 64, 3 + 1, 0));
    }

    @Test
    void theOnlyAddressOfAPrefixIsReservedOnce() {
        assertThat(Consumption.of(network("10.0.0.0/32"), FOUR)).isEqualTo(new Consumption(1, 0, 1, 0));
    }

    @Test
    void cutPrefixesAreNotAvailable() {
        var use = FOUR.plusChildren(26, 2).plusChildren(32, 1);

        assertThat(Consumption.of(network("10.0.0.0/24"), use)).isEqualTo(new Consumption(256, 64 - 2 * 16 - 1, 2, 3));
    }

    @Test
    void whatClientsKeepIn32BitsStopsThere() {
        assertThat(Consumption.of(network("2001:db8::/32"), SIX))
                .isEqualTo(new Consumption(Integer.MAX_VALUE, Integer.MAX_VALUE, 1, 0));
    }

    @Test
    void availableNeverFallsBelowZeroWhereNamespacesOverlap() {
        assertThat(Consumption.of(network("10.0.0.0/24"), FOUR.plusChildren(25, 5))
                        .availablePrefixes())
                .isZero();
    }

    @Test
    void theOtherFamilyIsNotCounted() {
        assertThat(Consumption.of(network("10.0.0.0/24", "2001:db8::/64"), FOUR))
                .isEqualTo(new Consumption(256, 64, 2, 0));
    }
}
