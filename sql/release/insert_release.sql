INSERT INTO release.release (period_key) VALUES (:period_key) RETURNING id
