package metalplant.federation.entry;

import static org.assertj.core.api.Assertions.assertThat;

import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolSpecTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 16, 16",
        "203.0.113.0/30, 4, 1",
        "2001:db8::/48, 18446744073709551616, 65536",
        "2001:db8::/29, 147573952589676412928, 4294967296",
        "::/0, 79228162514264337593543950336, 4294967296"
    })
    void aPrefixIsCutIntoBlocksOfWhichTheLedgerCanCountEach(String prefix, String blockSize, long blocks) {
        var pool = PoolSpec.of(Cidr.parse(prefix));

        assertThat(pool.blockSize()).isEqualTo(blockSize);
        assertThat(pool.blocks()).isEqualTo(blocks).isLessThanOrEqualTo(PoolSpec.BLOCKS_MAX);
    }

    @Test
    void allBlocksTogetherAreThePrefix() {
        var prefix = Cidr.parse("2001:d00::/20");

        assertThat(PoolSpec.of(prefix).size()).isEqualTo(prefix.size());
    }
}
