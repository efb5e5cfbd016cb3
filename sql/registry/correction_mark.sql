-- What a correction of a return was judged beside, as numbers that grow whenever any of it changes:
-- what is in force of the same form (of the sender, and of everybody in the period), approved
-- corrections of it, and what was found in the return itself.
SELECT
    coalesce(max(e.id), 0) AS last_event,
    (SELECT coalesce(max(d.id), 0)
     FROM registry.correction_event d
     JOIN registry.correction c ON c.id = d.correction_id
     JOIN registry.return o ON o.id = c.return_id AND o.form_id = r.form_id
     WHERE d.decision = 'approved') AS last_correction,
    (SELECT coalesce(max(j.id), 0) FROM registry.judgement j WHERE j.return_id = r.id)
        AS last_judgement
FROM registry.return r
JOIN registry.return o ON o.form_id = r.form_id
    AND (o.agency_id = r.agency_id OR o.period_key = r.period_key)
JOIN registry.return_event e ON e.return_id = o.id
    AND (e.state IN ('accepted', 'superseded', 'withdrawn') OR o.id = r.id)
WHERE r.id = :return_id
GROUP BY r.id
