-- Each time a return was judged, and by which rule book, oldest first.
SELECT j.at, j.cause, j.rule_book, j.actor, j.reason
FROM registry.judgement j
WHERE j.return_id = :return_id
ORDER BY j.id
