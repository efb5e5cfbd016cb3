WITH decided AS (
    INSERT INTO registry.confirmation_event (confirmation_id, decision, actor, reason)
    VALUES (:confirmation_id, :decision, :actor, :reason)
    RETURNING confirmation_id
)
SELECT c.return_id FROM registry.confirmation c JOIN decided ON decided.confirmation_id = c.id
