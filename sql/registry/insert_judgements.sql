-- `places` holds a JSON list of the places of each return, or null where nobody looked.
INSERT INTO registry.judgement (return_id, rule_book, cause, actor, reason, seen_event, places)
SELECT judged.return_id, :rule_book, :cause, :actor, :reason, :seen_event,
    CASE WHEN judged.places <> 'null' THEN ARRAY(SELECT jsonb_array_elements_text(judged.places)) END
FROM unnest(CAST(:return_ids AS bigint[]), CAST(:places AS jsonb[])) AS judged (return_id, places)
RETURNING id, return_id
