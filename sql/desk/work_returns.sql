-- Newest versions of returns on which something waits, oldest first, over all periods.
-- What waits: faults (rejected), missing reasons, or reasons that no steward has decided on.
SELECT r.id AS return_id, r.agency_id, r.form_id, r.period_key, r.version, st.state,
       st.at AS state_at, coalesce(f.critical_count, 0) AS critical_count,
       coalesce(f.warning_count, 0) AS warning_count,
       coalesce(c.waiting_count, 0) AS waiting_count, c.waiting_since
FROM registry.return r
JOIN registry.return_state st ON st.return_id = r.id AND st.state IN ('rejected', 'needs_confirmation')
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE severity = 'critical') AS critical_count,
           count(*) FILTER (WHERE severity = 'warning') AS warning_count
    FROM registry.finding WHERE return_id = r.id
) f ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS waiting_count, min(k.at) AS waiting_since
    FROM registry.confirmation k
    WHERE k.return_id = r.id AND NOT EXISTS (
        SELECT FROM registry.confirmation_event e WHERE e.confirmation_id = k.id
    )
) c ON true
WHERE NOT EXISTS (
    SELECT FROM registry.return n
    WHERE n.agency_id = r.agency_id AND n.form_id = r.form_id
      AND n.period_key = r.period_key AND n.version > r.version
)
ORDER BY coalesce(c.waiting_since, st.at), r.id
LIMIT 500
