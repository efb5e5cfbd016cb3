SELECT e.return_id
FROM registry.return_event e
WHERE e.state = 'accepted'
    AND NOT EXISTS (SELECT FROM registry.return_load l WHERE l.return_id = e.return_id)
    AND NOT EXISTS (
        SELECT FROM registry.return_event n WHERE n.return_id = e.return_id AND n.id > e.id)
ORDER BY e.return_id
