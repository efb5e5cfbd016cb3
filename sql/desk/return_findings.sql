-- Findings of a return, most important first, each with its newest confirmation and with what was
-- decided on the same fault in an earlier period; whether a waiver that holds excepts it, and whether
-- it waits for a reason.
SELECT f.id, f.rule_id, f.severity, f.rung, f.form_id, f.sheet, f.column_name, f.cells, f.row_key,
       f.row_label, f.value, f.expected, f.difference, f.message,
       c.id AS confirmation_id, c.reason AS confirmation_reason, c.actor AS confirmation_actor,
       c.at AS confirmation_at, c.decision, c.decided_by, c.decided_at, c.decision_reason,
       b.kind AS earlier_kind, b.period_key AS earlier_period_key, b.reason AS earlier_reason,
       (SELECT s.waiver_id FROM registry.finding_status s WHERE s.finding_id = f.id) IS NOT NULL
           AS is_waived,
       EXISTS (SELECT FROM registry.unexplained u WHERE u.finding_id = f.id) AS awaits_reason
FROM registry.standing_finding f
LEFT JOIN LATERAL (
    SELECT c.id, c.reason, c.actor, c.at, last.decision, last.actor AS decided_by,
           last.at AS decided_at, last.reason AS decision_reason
    FROM registry.confirmation c
    LEFT JOIN LATERAL (
        SELECT e.decision, e.actor, e.at, e.reason FROM registry.confirmation_event e
        WHERE e.confirmation_id = c.id
    ) last ON true
    WHERE c.return_id = f.return_id AND c.rule_id = f.rule_id
      AND c.column_name = f.column_name AND c.row_key = f.row_key
    ORDER BY c.id DESC LIMIT 1
) c ON true
LEFT JOIN registry.earlier_reason b ON b.finding_id = f.id
WHERE f.return_id = :return_id
ORDER BY CASE f.severity WHEN 'critical' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, f.rung, f.id
