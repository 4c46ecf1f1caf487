package metalplant.plan;

import java.util.List;

/** A YAML document without anything that a plan has no use for, each piece with the line where it begins. */
sealed interface Tree {
    int line();

    /** @param quoted whether it was written in quotes, so that an empty one is meant */
    record Text(String value, boolean quoted, int line) implements Tree {}

    record Items(List<Tree> items, int line) implements Tree {}

    record Fields(List<Field> fields, int line) implements Tree {}

    record Field(String key, int line, Tree value) {}
}
