-- Files on disk that were told before, by an interrupted run that did not take them away.
SELECT DISTINCT ON (s.sha256, e.source) e.source, s.id, s.sha256, s.file_name, s.channel,
    s.received_at, s.size_bytes
FROM registry.submission s
JOIN registry.submission_event e ON e.submission_id = s.id
WHERE s.sha256 = ANY (CAST(:sha256 AS text[])) AND e.source = ANY (CAST(:source AS text[]))
ORDER BY s.sha256, e.source, s.id DESC
