-- Of the same agency, form and period as a return: the version that counts now.
SELECT v.id, v.version
FROM registry.return r
JOIN registry.return v USING (agency_id, form_id, period_key)
JOIN registry.return_load l ON l.return_id = v.id
JOIN registry.return_state s ON s.return_id = v.id AND s.state = 'accepted'
WHERE r.id = :return_id
