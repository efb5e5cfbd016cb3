-- The contents, of all or of some, that were refused because of a marking of secrecy. One that was
-- taken under another name is none: a name alone says nothing of it.
SELECT DISTINCT s.sha256 FROM registry.submission s
WHERE s.is_secret
    AND (CAST(:sha256 AS text[]) IS NULL OR s.sha256 = ANY (CAST(:sha256 AS text[])))
    AND NOT EXISTS (
        SELECT FROM registry.submission o WHERE o.sha256 = s.sha256 AND NOT o.is_secret)
