INSERT INTO registry.confirmation (return_id, rule_id, column_name, row_key, reason, actor)
SELECT CAST(:return_id AS bigint), CAST(:rule_id AS text), CAST(:column_name AS text),
    CAST(:row_key AS text), CAST(:reason AS text), CAST(:actor AS text)
WHERE EXISTS (
    SELECT FROM registry.standing_finding f
    WHERE f.return_id = :return_id AND f.rule_id = :rule_id AND f.column_name = :column_name
        AND f.row_key = :row_key AND f.severity = 'warning')
RETURNING id
