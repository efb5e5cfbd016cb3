-- Register contents in the order they came: ids grow in that order.
INSERT INTO registry.submission (sha256, file_name, channel, size_bytes)
SELECT a.sha256, a.file_name, a.channel, a.size_bytes
FROM ROWS FROM (
    jsonb_to_recordset(CAST(:arrivals AS jsonb))
        AS (sha256 text, file_name text, channel text, size_bytes bigint)
) WITH ORDINALITY AS a (sha256, file_name, channel, size_bytes, n)
ORDER BY a.n
RETURNING id, sha256, file_name, channel, received_at, size_bytes
