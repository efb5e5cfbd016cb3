SELECT id, sha256, file_name, channel, received_at, size_bytes
FROM registry.submission WHERE sha256 = ANY (CAST(:sha256 AS text[]))
