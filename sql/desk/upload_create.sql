-- Remember on whose page a workbook was sent, and why it was refused there; sending it again is one
-- more row.
INSERT INTO registry.upload (submission_id, agency_id, period_key, file_name, actor, refusal)
VALUES (:submission_id, :agency_id, :period_key, :file_name, :actor, :refusal)
RETURNING id
