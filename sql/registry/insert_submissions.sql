-- Register contents that were not known, in the order they came; gives the hashes of the new ones.
INSERT INTO registry.submission (sha256, file_name, channel, size_bytes)
SELECT sha256, file_name, channel, size_bytes
FROM (
    SELECT DISTINCT ON (a.sha256) a.*
    FROM ROWS FROM (
        jsonb_to_recordset(CAST(:arrivals AS jsonb))
            AS (sha256 text, file_name text, channel text, size_bytes bigint)
    ) WITH ORDINALITY AS a (sha256, file_name, channel, size_bytes, n)
    ORDER BY a.sha256, a.n
) first_of_content
ORDER BY n
ON CONFLICT (sha256) DO NOTHING
RETURNING sha256
