-- Register a content that was refused where it was sent, and tell to whom and why.
WITH refused AS (
    INSERT INTO registry.submission (sha256, file_name, channel, size_bytes, state, is_secret)
    VALUES (:sha256, :file_name, :channel, :size_bytes, 'refused', :is_secret)
    RETURNING id
)
INSERT INTO registry.submission_event (submission_id, kind, actor, detail, source)
SELECT id, 'refused', :actor, :reason, :source FROM refused
RETURNING submission_id
