INSERT INTO release.release (period_key, last_seq, predecessor_id)
VALUES (:period_key, :last_seq, :predecessor_id)
RETURNING id
