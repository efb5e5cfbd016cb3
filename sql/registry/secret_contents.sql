-- The contents, of all or of some, that were refused because of a marking of secrecy.
SELECT DISTINCT sha256 FROM registry.submission
WHERE is_secret
    AND (CAST(:sha256 AS text[]) IS NULL OR sha256 = ANY (CAST(:sha256 AS text[])))
