package metalplant.cli.sample;

import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Documents as YAML. */
final class YamlText {
    private YamlText() {}

    static String of(List<Map<String, Object>> documents) {
        var settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setExplicitStart(true)
                // What is there twice is written twice: anchors are nothing for people.
                .setDereferenceAliases(true)
                .setWidth(160)
                .build();
        var text = new StringBuilder();
        documents.forEach(document -> text.append(new Dump(settings).dumpToString(document)));
        return text.toString();
    }
}
