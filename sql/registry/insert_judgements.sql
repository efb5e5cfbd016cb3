INSERT INTO registry.judgement (return_id, rule_book, cause, actor, reason, seen_event)
SELECT return_id, :rule_book, :cause, :actor, :reason, :seen_event
FROM unnest(CAST(:return_ids AS bigint[])) AS judged (return_id)
RETURNING id, return_id
