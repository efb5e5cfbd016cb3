-- Of all loaded, accepted versions of a return only the newest stays in force; it
-- ends as well what was brought back before and waits. The steps are kept
-- apart (MATERIALIZED) because a planner that has not yet seen a fresh batch joins all versions
-- with all events one by one.
WITH touched AS MATERIALIZED (
    SELECT DISTINCT agency_id, form_id, period_key FROM registry.return
    WHERE id = ANY (CAST(:ids AS bigint[]))
),
standing AS MATERIALIZED (
    SELECT r.id, r.agency_id, r.form_id, r.period_key, r.version, s.state
    FROM touched
    JOIN registry.return r USING (agency_id, form_id, period_key)
    JOIN registry.return_load l ON l.return_id = r.id
    JOIN registry.return_state s ON s.return_id = r.id 
        AND s.state IN ('accepted', 'awaiting_signature', 'needs_confirmation')
),
newest AS MATERIALIZED (
    SELECT agency_id, form_id, period_key, max(version) AS version FROM standing
    WHERE state = 'accepted'
    GROUP BY agency_id, form_id, period_key
)
INSERT INTO registry.return_event (return_id, state, reason)
SELECT old.id, 'superseded', 'Thay bằng bản gửi lần ' || newest.version
FROM standing old
JOIN newest USING (agency_id, form_id, period_key)
WHERE old.version < newest.version
ORDER BY old.id
