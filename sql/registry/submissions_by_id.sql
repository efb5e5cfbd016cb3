SELECT id, sha256, file_name, channel, received_at, size_bytes
FROM registry.submission WHERE id = ANY (CAST(:ids AS bigint[]))
