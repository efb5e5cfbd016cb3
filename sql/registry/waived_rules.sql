-- Rules from which an exception in force lets something off.
SELECT DISTINCT w.rule_id
FROM registry.waiver w
WHERE w.valid_until >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    AND NOT EXISTS (SELECT FROM registry.waiver_event e WHERE e.waiver_id = w.id)
