-- Of a judgement that lifted some findings and added others: a reason that was accepted stays accepted
-- where the same value is found again in the same place.
WITH kept AS (
    SELECT DISTINCT ON (f.rule_id, f.column_name, f.row_key)
        f.return_id, f.rule_id, f.column_name, f.row_key, c.reason, c.actor, e.actor AS steward
    FROM registry.finding f
    JOIN registry.finding_lifted l ON l.judgement_id = f.judgement_id
    JOIN registry.finding o ON o.id = l.finding_id AND o.return_id = f.return_id
        AND o.rule_id = f.rule_id AND o.column_name = f.column_name AND o.row_key = f.row_key
        AND o.value = f.value AND o.expected = f.expected
        AND jsonb_array_length(o.cells) >= jsonb_array_length(f.cells)
    JOIN registry.finding_status s ON s.finding_id = f.id
    LEFT JOIN registry.judgement j ON j.id = o.judgement_id
    JOIN registry.confirmation c ON c.return_id = f.return_id AND c.rule_id = f.rule_id
        AND c.column_name = f.column_name AND c.row_key = f.row_key
        AND (j.at IS NULL OR c.at >= j.at)
    JOIN registry.confirmation_event e ON e.confirmation_id = c.id AND e.decision = 'accepted'
    WHERE f.judgement_id = :judgement_id AND f.severity = 'warning'
        AND s.confirmation_decision IS DISTINCT FROM 'accepted'
    ORDER BY f.rule_id, f.column_name, f.row_key, e.id DESC
), carried AS (
    INSERT INTO registry.confirmation (return_id, rule_id, column_name, row_key, reason, actor)
    SELECT return_id, rule_id, column_name, row_key, reason, actor FROM kept
    RETURNING id, rule_id, column_name, row_key
)
INSERT INTO registry.confirmation_event (confirmation_id, decision, actor, reason)
SELECT carried.id, 'accepted', kept.steward, 'Giữ nguyên chấp nhận của lần kiểm tra trước'
FROM carried JOIN kept USING (rule_id, column_name, row_key)
