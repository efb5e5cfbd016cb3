-- Those among contents that were registered otherwise than as secret.
SELECT DISTINCT sha256 FROM registry.submission
WHERE NOT is_secret AND sha256 = ANY (CAST(:sha256 AS text[]))
