package metalplant.fabric.number;

import static metalplant.fabric.cabling.Cablings.KIND;
import static metalplant.fabric.cabling.Cablings.box;
import static metalplant.fabric.cabling.Cablings.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import metalplant.fabric.cabling.Cabling;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;

class NumbersTest {
    private static Cabling exits(String head, List<String> names) {
        var text = new StringBuilder(head + KIND)
                .append(box(
                        "spine01",
                        "spine",
                        40,
                        "links: ["
                                + names.stream()
                                        .map(each ->
                                                "Ethernet%d to %s Ethernet0".formatted(4 * names.indexOf(each), each))
                                        .collect(Collectors.joining(", "))
                                + "]"));
        names.forEach(each -> text.append(box(each, "exit", Integer.parseInt(each.substring(4)), "")));
        return good(text.toString());
    }

    @Test
    void aSwitchKeepsItsNumberWhoeverComesAndGoes() {
        // given
        var first = Numbers.NONE.assign(exits("", List.of("exit2", "exit5")));

        // when one goes, and others come that sort before and between
        var second = first.assign(exits("", List.of("exit1", "exit3", "exit5")));

        // then
        assertThat(first.text()).isEqualTo("exit2 1\nexit5 2\nspine01 3\n");
        assertThat(second.text()).isEqualTo("exit1 4\nexit2 1\nexit3 5\nexit5 2\nspine01 3\n");
        assertThat(Numbers.of(second.text())).isEqualTo(second);
        assertThat(second.assign(exits("", List.of("exit2", "exit5")))).isEqualTo(second);
    }

    @Test
    void theNumberOfOneThatIsGoneIsTheLastToBeGivenAgain() {
        // given room for six
        var head = "loopbacks: 10.0.7.0/29\n";
        var full = Numbers.NONE.assign(exits(head, List.of("exit1", "exit2", "exit3", "exit4", "exit5")));

        // when
        var next = full.assign(exits(head, List.of("exit1", "exit3", "exit4", "exit5", "exit6")));

        // then
        assertThat(next.text()).isEqualTo("exit1 1\nexit3 3\nexit4 4\nexit5 5\nexit6 2\nspine01 6\n");
        assertThatThrownBy(
                        () -> full.assign(exits(head, List.of("exit1", "exit2", "exit3", "exit4", "exit5", "exit6"))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("10.0.7.0/29 has room for 6 switches");
    }

    @Test
    void whatIsWrittenDownIsGivenToNobodyElse() {
        // given
        var text = KIND
                + box("leaf01", "leaf", 1, "rack: r1\nplant: [Ethernet16]\nlinks: [Ethernet28 to spine01 Ethernet0]")
                + box("leaf02", "leaf", 2, "rack: r1\nlinks: [Ethernet28 to spine01 Ethernet4]")
                + box("spine01", "spine", 3, "%s");
        var free = good(text.formatted("loopback: 10.0.0.1\n    asn: 4200000017"));

        // when
        var numbers = Numbers.NONE.assign(free);

        // then
        assertThat(numbers.of(free.find("leaf01").orElseThrow(), free).loopback())
                .hasToString("10.0.0.3");
        assertThat(numbers.of(free.find("leaf01").orElseThrow(), free).asn()).isEqualTo(4_200_000_018L);
        assertThat(numbers.of(free.find("spine01").orElseThrow(), free).loopback())
                .hasToString("10.0.0.1");
        assertThatThrownBy(() -> numbers.assign(good(text.formatted("loopback: 10.0.0.3"))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("loopback 10.0.0.3 is that of both leaf01 and spine01");
        assertThatThrownBy(() -> numbers.assign(good(text.formatted("asn: 4200000018"))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("ASN 4200000018 is that of both leaf01 and spine01");
    }

    @Test
    void damagedNumbersAreNotRead() {
        assertThatThrownBy(() -> Numbers.of("leaf01 1\nleaf02 1\n")).hasMessageContaining("one was given twice");
        assertThatThrownBy(() -> Numbers.of("leaf01 0\n")).hasMessageContaining("damaged: leaf01 0");
    }
}
