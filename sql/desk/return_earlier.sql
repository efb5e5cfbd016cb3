-- What shorter periods of the year reported on the ground of whoever sends the year's return, in the
-- order of the form's columns; of a period of which nothing counts yet, a line without a column. Rows
-- that are told apart, as by poverty standard, are left to the mart.
SELECT p.key AS period_key, c.header_group, c.header, c.unit, e.value, e.not_comparable, e.not_sent
FROM ref.period y
JOIN ref.form f ON f.id = :form_id
JOIN ref.period p ON p.year = y.year AND p.kind <> 'year' AND p.kind = ANY (f.frequencies)
LEFT JOIN (
    mart.earlier_in_year e
    JOIN ref.form_column c ON c.form_id = e.form_id AND c.name = e.measure AND c.is_totalled
) ON e.year_key = y.key AND e.period_key = p.key AND e.form_id = f.id
    AND e.area_code = :area_code AND e.breakdown IS NULL
WHERE y.key = :period_key
ORDER BY c.position, p.ends_on, p.key
