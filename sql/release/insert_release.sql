INSERT INTO release.release (period_key, last_seq) VALUES (:period_key, :last_seq) RETURNING id
