SELECT id, sha256, file_name, channel, received_at, size_bytes
FROM registry.submission WHERE state IN ('received', 'read') ORDER BY id
