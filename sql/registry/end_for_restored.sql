-- A version that waited after it was brought back counts now: end the one that counted until then.
INSERT INTO registry.return_event (return_id, state, actor, reason)
SELECT v.id, 'superseded', :actor, 'Khôi phục bản gửi lần ' || r.version
FROM registry.return r
JOIN registry.return v USING (agency_id, form_id, period_key)
JOIN registry.return_load l ON l.return_id = v.id
JOIN registry.return_state s ON s.return_id = v.id AND s.state = 'accepted'
WHERE r.id = :return_id AND v.id <> r.id AND registry.is_brought_back(r.id)
