INSERT INTO registry.link (agency_id, period_key, token_sha256, expires_at, created_by)
VALUES (:agency_id, :period_key, :token_sha256, :expires_at, :created_by)
RETURNING id
