INSERT INTO registry.deadline_extension (agency_id, form_id, period_key, due_on, reason, actor)
VALUES (:agency_id, :form_id, :period_key, :due_on, :reason, :actor)
RETURNING id
