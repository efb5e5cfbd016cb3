-- Keep that a period was announced with a set of returns; once.
INSERT INTO release.announcement (period_key, return_set)
VALUES (:period_key, :return_set)
ON CONFLICT (period_key, return_set) DO NOTHING
