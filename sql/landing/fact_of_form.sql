SELECT w.period_key, w.agency_id, w.agency_name, w.area_code, w.area_name, '{form}'::text AS form_id,
    m.measure, jsonb_build_object({breakdown}) AS breakdown, m.value,
    coalesce(nullif(w.marks ->> m.measure, 'ditto'),
        CASE WHEN m.value IS NULL THEN 'missing' ELSE 'value' END) AS state,
    w.return_id, w.sheet_no, w.excel_row
FROM mart.{form} w
CROSS JOIN LATERAL (VALUES {measures}) AS m (measure, value)
UNION ALL
SELECT s.period_key, s.agency_id, s.agency_name, nullif(s.area_code, ''), a.name, '{form}', m.measure,
    NULL, CASE WHEN s.return_id IS NOT NULL THEN 0 END,
    CASE WHEN s.return_id IS NULL THEN 'not_sent' ELSE 'nil' END, s.return_id, NULL, NULL
FROM mart.sender s
CROSS JOIN LATERAL (VALUES {names}) AS m (measure)
LEFT JOIN ref.area_of_period a ON a.period_key = s.period_key AND a.code = s.area_code
WHERE s.form_id = '{form}' AND NOT EXISTS (
    SELECT FROM landing."{form}" l WHERE l.return_id = s.return_id)
