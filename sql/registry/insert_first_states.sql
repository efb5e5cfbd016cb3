-- Tell that returns were received, and what the verdict is once waivers and accepted reasons count.
INSERT INTO registry.return_event (return_id, state)
SELECT verdict.return_id, step.state
FROM (
    SELECT r.id AS return_id,
        CASE
            WHEN f.has_open_critical OR j.state = 'rejected' AND NOT f.has_waived THEN 'rejected'
            WHEN f.has_open_warning OR f.has_others AND EXISTS (
                SELECT FROM registry.places_of_others(r.id)
            ) THEN 'needs_confirmation'
            ELSE registry.state_when_clean(r.id)
        END AS state
    FROM staged_judgement j
    JOIN registry.return r USING (submission_id, form_id)
    CROSS JOIN LATERAL (
        SELECT coalesce(bool_or(is_open AND severity = 'critical'), false) AS has_open_critical,
            coalesce(bool_or(is_open AND severity = 'warning'), false) AS has_open_warning,
            coalesce(bool_or(waiver_id IS NOT NULL), false) AS has_waived,
            EXISTS (
                SELECT FROM registry.standing_finding o
                WHERE o.return_id = r.id AND o.against <> '[]'
            ) AS has_others  -- let off or answered before: a place is held by one all the same
        FROM registry.finding_status s WHERE s.return_id = r.id
    ) f
    WHERE r.id = ANY (CAST(:ids AS bigint[]))
) verdict
CROSS JOIN LATERAL (VALUES (1, 'received'), (2, verdict.state)) AS step (place, state)
ORDER BY verdict.return_id, step.place
