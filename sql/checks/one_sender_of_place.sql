-- Agencies whose returns in force speak of a place that one sender alone reports.
SELECT '{form}' AS form_id, max(r.agency_id) AS agency_id, r.period_key, '{place}' AS column_name,
    1::numeric AS expected, count(DISTINCT r.agency_id)::numeric AS value
FROM mart.return_in_force r
JOIN landing."{form}_corrected" w USING (return_id)
WHERE r.form_id = '{form}' AND r.period_key = ANY (CAST(:period_keys AS text[]))
GROUP BY r.period_key, w."{place}"
HAVING count(DISTINCT r.agency_id) > 1
ORDER BY r.period_key, agency_id
