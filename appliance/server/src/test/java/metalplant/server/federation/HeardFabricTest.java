package metalplant.server.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.InvalidNullException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;
import metalplant.model.peering.PlantFabric;
import metalplant.wire.WireJson;
import metalplant.wire.federation.FabricAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeardFabricTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final UUID ZONE = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID PROJECT = UUID.fromString("00000000-0000-4000-8000-000000000002");
    private static final String GOOD =
            "{'life':3,'revision':9,'more':0,'partitions':[{'id':'muc-1','number':513,'zone':'ZONE','supers':['10.2.0.0/16'],'announceable':['10.240.0.0/12'],"
                    + "'exits':[{'id':'exit01','asn':4200008194,'cables':[{'name':'c','address':'172.20.8.1','exit':'fra-1/exit01','neighbour':'172.20.8.0'}]}],"
                    + "'networks':[{'id':'n1','project':'PROJECT','vrf':131073,'prefixes':['10.2.0.0/24'],'announced':['10.240.0.0/20']}]}]}";

    private static PlantFabric read(String text) throws Exception {
        var json = text.replace('\'', '"').replace("ZONE", ZONE.toString()).replace("PROJECT", PROJECT.toString());
        return new HeardFabric("b", "muc", 2, Set.of("muc-1", "muc-2"), List.of(ZONE))
                .read(WireJson.mapper().readValue(json, FabricAnswer.class), NOON);
    }

    @Test
    void whatAPlantSaysOfItsPartitionsIsTaken() throws Exception {
        var said = read(GOOD);

        assertThat(said.plant()).isEqualTo("b");
        assertThat(said.life()).isEqualTo(3);
        assertThat(said.revision()).isEqualTo(9);
        assertThat(said.zones()).containsExactly(ZONE);
        assertThat(said.refused()).isEmpty();
        var part = said.parts().getFirst();
        assertThat(part.supers()).containsExactly(Cidr.parse("10.2.0.0/16"));
        assertThat(part.exits().getFirst().cables().getFirst().exit()).isEqualTo("fra-1/exit01");
        assertThat(part.networks().getFirst().project()).isEqualTo(PROJECT);
        assertThat(part.networks().getFirst().announced()).containsExactly(Cidr.parse("10.240.0.0/20"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'muc-1'; 'fra-1'; has not said to be its own",
                "513; 768; good",
                "513; 769; none of those of plant number 2",
                "513; 512; none of those of plant number 2",
                "ZONE; 00000000-0000-4000-8000-000000000009; not asked for"
            })
    void aPartitionThatIsNotThePlantsIsLeftOutAndAskedForAgain(String good, String bad, String why) throws Exception {
        var said = read(GOOD.replace(good, bad));

        if (why.equals("good")) {
            assertThat(said.refused()).isEmpty();
        } else {
            assertThat(said.parts()).isEmpty();
            assertThat(said.zones()).isEmpty();
            assertThat(said.refused()).singleElement().asString().contains(why);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'life':3; 'life':null",
                "'revision':9; 'revision':-1",
                "'more':0; 'more':-1",
                "'muc-1'; '../muc'",
                "'muc-1'; null",
                "513; 0",
                "513; 99999999",
                "'ZONE'; 'zone'",
                "'10.2.0.0/16'; '0.0.0.0/0'",
                "'10.2.0.0/16'; null",
                "'10.240.0.0/12'; 'nonsense'",
                "'exit01'; 'exit 01'",
                "4200008194; 0",
                "4200008194; 4294967295",
                "'172.20.8.1'; '172.20.8.1/31'",
                "'n1'; 'n1\\n'",
                "'n1'; 'a/b'",
                "'PROJECT'; null",
                "131073; 16777215",
                "131073; null",
                "['10.2.0.0/24']; []",
                "['10.2.0.0/24']; ['::/0']",
                "'10.240.0.0/20'; '128.0.0.0/1'"
            })
    void whatNoPlantCanMeanIsRefusedAsAWhole(String good, String bad) {
        assertThat(GOOD).contains(good);
        // A null in a list does not even pass as JSON of that kind.
        assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
                .isInstanceOfAny(Problem.class, InvalidNullException.class);
    }

    @Test
    void moreThanAPlantMaySayIsRefusedAsAWhole() {
        var reader = new HeardFabric("b", "muc", 2, Set.of("muc-1"), List.of(ZONE));
        var net = new FabricAnswer.Network("n", PROJECT.toString(), 7, List.of("10.2.0.0/24"), List.of());
        var nets = Collections.nCopies(PlantFabric.NETWORKS_MAX / 2 + 1, net);
        var parts = IntStream.range(0, 2)
                .mapToObj(i -> new FabricAnswer.Partition(
                        "muc-1", 513 + i, ZONE.toString(), List.of(), List.of(), List.of(), nets))
                .toList();

        assertThatThrownBy(() -> reader.read(new FabricAnswer(1L, 1L, parts, 0), NOON))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("networks");
        var many = new FabricAnswer.Network(
                "n",
                PROJECT.toString(),
                7,
                Collections.nCopies(PlantFabric.PREFIXES_MAX + 1, "10.2.0.0/24"),
                List.of());
        assertThatThrownBy(() -> reader.read(
                        new FabricAnswer(
                                1L,
                                1L,
                                List.of(new FabricAnswer.Partition(
                                        "muc-1", 513, ZONE.toString(), List.of(), List.of(), List.of(), List.of(many))),
                                0),
                        NOON))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("prefixes");
    }
}
