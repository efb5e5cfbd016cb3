-- in the order of official letters: the Board, departments, then districts by code
SELECT s.*
FROM mart.submission_status s
LEFT JOIN LATERAL (
    SELECT min(kind) AS kind, min(area_code) AS area_code FROM ref.agency WHERE id = s.agency_id
) a ON true
WHERE s.period_key = :period_key
ORDER BY a.kind <> 'board', a.area_code IS NOT NULL, a.area_code, s.agency_name, s.form_id
