-- What shorter periods of the year reported on the ground of whoever sends the year's return, in the
-- order of the form's columns. Rows that are told apart, as by poverty standard, are left to the mart.
SELECT e.period_key, c.header_group, c.header, c.unit, e.value, e.not_comparable, e.not_sent
FROM mart.earlier_in_year e
JOIN ref.form_column c ON c.form_id = e.form_id AND c.name = e.measure AND c.is_totalled
JOIN ref.period p ON p.key = e.period_key
WHERE e.form_id = :form_id AND e.year_key = :period_key AND e.area_code = :area_code
    AND e.breakdown IS NULL
ORDER BY c.position, p.ends_on, p.key
