package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://me:p%40ss@db.example:26257/metal?sslmode=require",
                "postgresql://me:p%40ss@db.example:26257/metal?sslmode=require",
                "jdbc:postgresql://me:p%40ss@db.example:26257/metal?sslmode=require"
            })
    void everyCommonFormIsUnderstood(String text) {
        // when
        var database = DatabaseUrl.parse(text);

        // then
        assertThat(database.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:26257/metal?sslmode=require");
        assertThat(database.user()).isEqualTo("me");
        assertThat(database.password()).isEqualTo("p@ss");
        assertThat(DatabaseUrl.text(database))
                .isEqualTo("postgresql://me:p%40ss@db.example:26257/metal?sslmode=require");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://h/d", "postgresql://h", "host=h dbname=d", "postgresql:///d", ""})
    void anythingElseIsRefusedWithTheRightForm(String text) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("postgresql://user:password@host:5432/name");
    }

    @Test
    void thePortMayBeLeftOut() {
        assertThat(DatabaseUrl.parse("postgresql://root@crdb/metal").jdbcUrl())
                .isEqualTo("jdbc:postgresql://crdb:5432/metal");
    }
}
