-- What happened to a return, oldest first.
SELECT e.at, e.state, e.actor, e.reason
FROM registry.return_event e
WHERE e.return_id = :return_id
ORDER BY e.id
