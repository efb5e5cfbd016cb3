-- the Board's own texts first, then the others in the order of their names
SELECT t.*
FROM mart.assessment t
JOIN ref.agency_of_period a USING (period_key, agency_id)
WHERE t.period_key = :period_key
ORDER BY t.topic, a.agency_kind <> 'board', t.agency_name, t.content
