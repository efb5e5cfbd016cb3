-- Tell every arrival, as received or as a duplicate of what is known; a file on disk only once.
INSERT INTO registry.submission_event (submission_id, kind, detail, source)
SELECT a.submission_id, a.kind, a.file_name, a.source
FROM ROWS FROM (
    jsonb_to_recordset(CAST(:arrivals AS jsonb))
        AS (submission_id bigint, kind text, file_name text, source text)
) WITH ORDINALITY AS a (submission_id, kind, file_name, source, n)
ORDER BY a.n
ON CONFLICT (submission_id, source) WHERE source <> '' DO NOTHING
