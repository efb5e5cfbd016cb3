-- Newest versions of returns on which something waits, and versions that were brought back and wait
-- before they count again; oldest first, over all periods.
-- What waits: faults (rejected), missing reasons, reasons that no steward has decided on, or the
-- signature of the agency's head.
-- Findings are counted last, for the rows that are shown: counting them for all is most of the work.
WITH waiting AS (
    SELECT t.*, coalesce(c.waiting_count, 0) AS waiting_count, c.waiting_since
    FROM registry.standing t
    LEFT JOIN LATERAL (
        SELECT count(*) AS waiting_count, min(k.at) AS waiting_since
        FROM registry.confirmation k
        WHERE k.return_id = t.return_id AND NOT EXISTS (
            SELECT FROM registry.confirmation_event e WHERE e.confirmation_id = k.id
        )
    ) c ON true
    WHERE t.state IN ('rejected', 'needs_confirmation', 'awaiting_signature')
    ORDER BY coalesce(c.waiting_since, t.at), t.return_id
    LIMIT 500
)
SELECT w.return_id, w.agency_id, w.form_id, w.period_key, w.version, w.state, w.at AS state_at,
       coalesce(f.critical_count, 0) AS critical_count,
       coalesce(f.warning_count, 0) AS warning_count,
       coalesce(f.asks_closing, false) AS asks_closing,
       w.waiting_count, w.waiting_since, registry.is_brought_back(w.return_id) AS is_brought_back
FROM waiting w
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE severity = 'critical') AS critical_count,
           count(*) FILTER (WHERE severity = 'warning' AND rule_id <> 'period.closed')
               AS warning_count,
           bool_or(rule_id = 'period.closed'
               AND row_key = registry.closed_by(w.period_key)::text) AS asks_closing
    FROM registry.standing_finding WHERE return_id = w.return_id
) f ON true
ORDER BY coalesce(w.waiting_since, w.at), w.return_id
