-- Of returns that were accepted and not loaded when their period was closed, ask a steward.
-- Out: those that wait from now on.
INSERT INTO registry.return_event (return_id, state, reason)
SELECT r.id, 'needs_confirmation', 'Kỳ báo cáo đã khóa trước khi bản này được nạp vào kho số liệu'
FROM registry.return r
JOIN registry.return_state s ON s.return_id = r.id AND s.state = 'accepted'
WHERE r.id = ANY (CAST(:ids AS bigint[]))
    AND NOT EXISTS (SELECT FROM registry.return_load l WHERE l.return_id = r.id)
    AND registry.waits_for_closed(r.id)
ORDER BY r.id
RETURNING return_id
