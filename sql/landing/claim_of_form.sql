SELECT w.period_key, '{form}' AS form_id, w.agency_id, w.agency_name, coalesce(r.area_code, '') AS area_code,
    w."{member}" AS member_id, w."{name}_name" AS member_name, w."{state}_label" AS said,
    h.name AS document, string_to_array(m.targets, '|') AS targets,
    string_to_array(m.watched, '|') AS watched
FROM mart.{form} w
JOIN mart.return_in_force r ON r.return_id = w.return_id
JOIN ref.period p ON p.key = w.period_key
JOIN ref."{list}" m ON m.id = w."{member}" AND daterange(m.valid_from, m.valid_to) @> p.ends_on
JOIN ref."{above}" h ON h.id = m.parent_id AND daterange(h.valid_from, h.valid_to) @> p.ends_on
WHERE w."{state}" IN ({done}) AND m.targets || m.watched <> ''
