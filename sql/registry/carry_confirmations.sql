-- A warning that a steward accepted in the version before, about the same value, stays accepted.
WITH kept AS (
    SELECT DISTINCT ON (f.return_id, f.rule_id, f.column_name, f.row_key)
        f.return_id, f.rule_id, f.column_name, f.row_key, c.reason, c.actor, e.actor AS steward
    FROM registry.standing_finding f
    JOIN registry.return r ON r.id = f.return_id
    JOIN registry.return p ON p.agency_id = r.agency_id AND p.form_id = r.form_id
        AND p.period_key = r.period_key AND p.version = r.version - 1
    JOIN registry.standing_finding o ON o.return_id = p.id AND o.rule_id = f.rule_id
        AND o.column_name = f.column_name AND o.row_key = f.row_key
        AND o.value = f.value AND o.expected = f.expected
        AND jsonb_array_length(o.cells) >= jsonb_array_length(f.cells)
    JOIN registry.confirmation c ON c.return_id = p.id AND c.rule_id = f.rule_id
        AND c.column_name = f.column_name AND c.row_key = f.row_key
    JOIN registry.confirmation_event e ON e.confirmation_id = c.id AND e.decision = 'accepted'
    WHERE f.return_id = ANY (CAST(:ids AS bigint[])) AND f.severity = 'warning'
        AND f.rule_id <> 'period.closed'  -- a steward decides on each version
    ORDER BY f.return_id, f.rule_id, f.column_name, f.row_key, e.id DESC
), carried AS (
    INSERT INTO registry.confirmation (return_id, rule_id, column_name, row_key, reason, actor)
    SELECT return_id, rule_id, column_name, row_key, reason, actor FROM kept
    RETURNING id, return_id, rule_id, column_name, row_key
)
INSERT INTO registry.confirmation_event (confirmation_id, decision, actor, reason)
SELECT carried.id, 'accepted', kept.steward, 'Giữ nguyên chấp nhận của bản gửi trước'
FROM carried JOIN kept USING (return_id, rule_id, column_name, row_key)
