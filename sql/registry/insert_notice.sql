INSERT INTO registry.notice (kind, agency_id, period_key, recipient, detail)
VALUES (:kind, :agency_id, :period_key, :recipient, :detail)
ON CONFLICT (kind, agency_id, period_key, recipient, detail) DO NOTHING
RETURNING id
