-- The places of a return that others hold, by their names of that period, grouped by who holds them.
SELECT mine.agency_name AS sender, f.number, coalesce(a.agency_name, h.agency_id) AS holder,
    array_agg(coalesce(p.name, h.place) ORDER BY h.place) AS places
FROM registry.return r
JOIN ref.form f ON f.id = r.form_id
JOIN registry.places_of_others(r.id) h ON true
LEFT JOIN ref.agency_of_period mine
    ON mine.period_key = r.period_key AND mine.agency_id = r.agency_id
LEFT JOIN ref.agency_of_period a ON a.period_key = r.period_key AND a.agency_id = h.agency_id
LEFT JOIN ref.area_of_period p ON p.period_key = r.period_key AND p.code = h.place
WHERE r.id = :return_id
GROUP BY mine.agency_name, f.number, a.agency_name, h.agency_id
ORDER BY holder
