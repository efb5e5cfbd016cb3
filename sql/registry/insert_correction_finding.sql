INSERT INTO registry.correction_finding
    (correction_id, rule_id, severity, column_name, row_key, value, expected, message, reason)
VALUES
    (:correction_id, :rule_id, :severity, :column_name, :row_key, :value, :expected, :message,
     :reason)
