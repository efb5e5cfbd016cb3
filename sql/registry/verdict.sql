-- The new state of the newest version of a return that stands, when it is another than the present
-- one. Later versions that were withdrawn or replaced are passed over,
-- and one that counts until an earlier one, brought back, is signed.
SELECT verdict.state
FROM registry.return r
JOIN registry.return_state st ON st.return_id = r.id
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN bool_or(s.is_open AND s.severity = 'critical') THEN 'rejected'
        WHEN bool_or(s.is_open AND s.severity = 'warning') THEN 'needs_confirmation'
        ELSE registry.state_when_clean(r.id)
    END AS state
    FROM registry.finding_status s WHERE s.return_id = r.id
    HAVING count(*) > 0 OR st.state = 'awaiting_signature' OR EXISTS (
        SELECT FROM registry.finding_lifted l JOIN registry.finding f ON f.id = l.finding_id
        WHERE f.return_id = r.id)
) verdict
WHERE r.id = :return_id AND st.state IN ('rejected', 'needs_confirmation', 'awaiting_signature')
    AND verdict.state <> st.state
    AND NOT EXISTS (
        SELECT FROM registry.return n
        JOIN registry.return_state later ON later.return_id = n.id
        WHERE later.state NOT IN ('superseded', 'withdrawn')
            AND NOT (later.state = 'accepted' AND registry.is_brought_back(r.id))
            AND n.agency_id = r.agency_id AND n.form_id = r.form_id
            AND n.period_key = r.period_key AND n.version > r.version)
