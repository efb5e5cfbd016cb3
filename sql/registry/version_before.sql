SELECT p.id FROM registry.return r
JOIN registry.return p USING (agency_id, form_id, period_key)
WHERE r.id = :return_id AND p.version < r.version
ORDER BY p.version DESC LIMIT 1
