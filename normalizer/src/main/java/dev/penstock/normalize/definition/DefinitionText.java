package dev.penstock.normalize.definition;

import dev.penstock.normalize.definition.ColumnRule.Absent;
import dev.penstock.normalize.json.JsonValue;
import dev.penstock.normalize.json.Quoting;
import dev.penstock.normalize.schema.SchemaMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a definition in one spelling: the fields in their order, none that says what goes without saying, types as
/// ClickHouse spells them.
record DefinitionText(
        boolean ownTable,
        boolean bulk,
        int retentionDays,
        Rules rules,
        @Nullable JsonValue schema) {

    String canonical() {
        Map<String, Object> definition = new LinkedHashMap<>();
        if (ownTable) {
            definition.put("own_table", "true");
        }
        if (bulk) {
            definition.put("priority", Quoting.quote("bulk"));
        }
        if (retentionDays > 0) {
            definition.put("retention", Quoting.quote(retentionDays + "d"));
        }
        if (!rules.columns().isEmpty()) {
            List<Object> columns = new ArrayList<>();
            rules.columns().forEach(rule -> columns.add(column(rule)));
            definition.put("columns", columns);
        }
        if (schema != null) {
            definition.put("schema", CanonicalText.sorted(schema));
        }
        if (rules.schemaMode() != SchemaMode.ENFORCE) {
            definition.put("schema_mode", Quoting.quote(rules.schemaMode().word()));
        }
        if (!rules.personalData().isEmpty()) {
            List<Object> personalData = new ArrayList<>();
            rules.personalData().rules().forEach(rule -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("path", Quoting.quote(rule.path().toString()));
                fields.put("rule", Quoting.quote(rule.treatment().word()));
                personalData.add(fields);
            });
            definition.put("personal_data", personalData);
        }
        if (!rules.personalData().salt().isEmpty()) {
            definition.put("hash_salt", Quoting.quote(rules.personalData().salt()));
        }
        return CanonicalText.of(definition);
    }

    private static Map<String, Object> column(ColumnRule rule) {
        String name = rule.column().name();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", Quoting.quote(name));
        fields.put("type", Quoting.quote(rule.column().type().declaration()));
        if (!rule.from().segments().equals(List.of(name))) {
            fields.put("from", Quoting.quote(rule.from().toString()));
        }
        switch (rule.absent()) {
            case Absent.Refused ignored -> {
                if (rule.isNullable()) {
                    fields.put("required", "true");
                }
            }
            case Absent.Empty ignored -> {}
            case Absent.Filled filled -> fields.put("default", filled.json());
        }
        if (rule.unit() != null) {
            fields.put("unit", Quoting.quote(rule.unit().symbol()));
        }
        if (rule.sourceUnit() != null) {
            fields.put("source_unit", Quoting.quote(rule.sourceUnit()));
        }
        if (rule.sourceUnitFrom() != null) {
            fields.put("source_unit_from", Quoting.quote(rule.sourceUnitFrom().toString()));
        }
        return fields;
    }
}
