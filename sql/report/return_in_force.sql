SELECT r.*, a.agency_name, '' AS area_code, '{}'::jsonb AS letters
FROM mart.return_in_force AS r
JOIN (SELECT DISTINCT agency_id, agency_name FROM mart.submission_status) AS a USING (agency_id)
WHERE r.period_key = :period_key
ORDER BY a.agency_name, r.form_id
