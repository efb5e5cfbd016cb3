SELECT c.id FROM registry.confirmation c
WHERE c.return_id = :return_id AND c.rule_id = :rule_id AND c.column_name = :column_name
    AND c.row_key = :row_key AND c.reason = :reason
    AND NOT EXISTS (
        SELECT FROM registry.confirmation_event e
        WHERE e.confirmation_id = c.id AND e.decision = 'refused')
ORDER BY c.id LIMIT 1
