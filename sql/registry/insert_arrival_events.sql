-- Tell every arrival: the first of a new content is received, all others are duplicates.
INSERT INTO registry.submission_event (submission_id, kind, detail, source)
SELECT s.id,
    CASE WHEN a.sha256 = ANY (CAST(:new AS text[]))
              AND row_number() OVER (PARTITION BY a.sha256 ORDER BY a.n) = 1
         THEN 'received' ELSE 'duplicate' END,
    a.file_name, a.source
FROM ROWS FROM (
    jsonb_to_recordset(CAST(:arrivals AS jsonb)) AS (sha256 text, file_name text, source text)
) WITH ORDINALITY AS a (sha256, file_name, source, n)
JOIN registry.submission s USING (sha256)
ORDER BY a.n
ON CONFLICT (submission_id, source) WHERE source <> '' DO NOTHING
