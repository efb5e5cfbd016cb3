-- Open returns with a finding that stands against another return, of which another version counts
-- since, or none, or in which a cell was corrected: something became of it after the last judgement
-- had looked. That a version is superseded tells nothing more: what counts since was accepted.
SELECT t.return_id
FROM registry.standing t
CROSS JOIN LATERAL (
    SELECT j.seen_event FROM registry.judgement j WHERE j.return_id = t.return_id
    ORDER BY j.id DESC LIMIT 1
) last
WHERE t.state IN ('rejected', 'needs_confirmation') AND EXISTS (
    SELECT
    FROM registry.standing_finding f
    CROSS JOIN LATERAL jsonb_array_elements(f.against) AS against
    JOIN registry.return r ON r.form_id = against.value ->> 0 AND r.agency_id = against.value ->> 1
        AND r.period_key = against.value ->> 2
    CROSS JOIN LATERAL (
        SELECT e.seq FROM registry.return_event e
        WHERE e.return_id = r.id AND e.state IN ('accepted', 'withdrawn')
        UNION ALL
        SELECT d.seq FROM registry.correction c
        JOIN registry.correction_event d ON d.correction_id = c.id AND d.decision = 'approved'
        WHERE c.return_id = r.id
    ) became
    WHERE f.return_id = t.return_id AND f.against <> '[]' AND became.seq > last.seen_event)
ORDER BY t.return_id
