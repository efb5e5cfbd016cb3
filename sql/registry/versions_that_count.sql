-- Of the same sender, form and period as a return: the newest version and the one in force.
SELECT n.return_id AS newest_id, n.version AS newest_version, n.state AS newest_state,
    i.return_id AS in_force_id, v.version AS in_force_version
FROM registry.return r
JOIN registry.standing n USING (agency_id, form_id, period_key)
LEFT JOIN mart.return_in_force i USING (agency_id, form_id, period_key)
LEFT JOIN registry.return v ON v.id = i.return_id
WHERE r.id = :return_id
