-- Places of an agency's returns in force that another agency reports as well, in a return that is
-- still open, where both may: the one that came first is told here, the later one by a finding.
-- In: agency_id, period_key. Out: one row per form and other agency, with the names of the places.
SELECT i.form_id, a.agency_name AS other, coalesce(held.places, ARRAY[f.value]) AS places
FROM registry.standing t
JOIN registry.standing_finding f ON f.return_id = t.return_id AND f.severity = 'warning'
JOIN ref.form o ON o.id = t.form_id AND o.exclusive_column = f.column_name
CROSS JOIN LATERAL jsonb_array_elements(f.against) AS against
JOIN mart.return_in_force i ON i.form_id = against.value ->> 0
    AND i.agency_id = against.value ->> 1 AND i.period_key = against.value ->> 2
JOIN ref.agency_of_period a ON a.period_key = t.period_key AND a.agency_id = t.agency_id
CROSS JOIN LATERAL (
    SELECT array_agg(coalesce(p.name, h.place) ORDER BY h.place) AS places
    FROM registry.places_of_others(t.return_id) h
    LEFT JOIN ref.area_of_period p ON p.period_key = t.period_key AND p.code = h.place
    WHERE h.agency_id = i.agency_id
) held
WHERE i.agency_id = :agency_id AND i.period_key = :period_key
    AND t.form_id = i.form_id AND t.period_key = i.period_key AND t.agency_id <> i.agency_id
    AND t.state IN ('rejected', 'needs_confirmation', 'awaiting_signature')
ORDER BY i.form_id, other
