-- The warnings that wait for a reason: neither explained, unless that was refused, nor excepted. What
-- came after its period was closed waits for a steward instead.
CREATE VIEW registry.unexplained AS
SELECT f.return_id, f.id AS finding_id
FROM registry.standing_finding f
WHERE f.severity = 'warning' AND f.rule_id <> 'period.closed'
    AND NOT EXISTS (
        SELECT FROM registry.confirmation c
        LEFT JOIN registry.confirmation_event e ON e.confirmation_id = c.id
        WHERE c.return_id = f.return_id AND c.rule_id = f.rule_id
            AND c.column_name = f.column_name AND c.row_key = f.row_key
            AND e.decision IS DISTINCT FROM 'refused')
    AND (SELECT s.waiver_id FROM registry.finding_status s WHERE s.finding_id = f.id) IS NULL;
COMMENT ON VIEW registry.unexplained IS 'Các cảnh báo còn chờ cơ quan giải trình';
COMMENT ON COLUMN registry.unexplained.return_id IS 'Mã lượt gửi biểu; nguồn: registry.finding';
COMMENT ON COLUMN registry.unexplained.finding_id IS 'Mã phát hiện; nguồn: registry.finding';
