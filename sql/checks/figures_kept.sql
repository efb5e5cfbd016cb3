-- What was added up while a return was loaded beside the sums of its rows now. Loads from before
-- sums were kept have none to compare with.
SELECT r.form_id, r.agency_id, r.period_key, t.column_name, t.expected, t.value
FROM registry.return r
JOIN registry.return_load l ON l.return_id = r.id
CROSS JOIN LATERAL (
    SELECT {sums} FROM landing."{form}" w WHERE w.return_id = r.id
) s
CROSS JOIN LATERAL (
    SELECT v.column_name, (l.sums ->> v.column_name)::numeric AS expected, v.value
    FROM (VALUES {pairs}) AS v (column_name, value)
) t
WHERE r.form_id = '{form}' AND r.period_key = ANY (CAST(:period_keys AS text[]))
    AND abs(t.expected - t.value) > 0.000001 * greatest(1, abs(t.expected))
ORDER BY r.id, t.column_name
