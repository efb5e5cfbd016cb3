INSERT INTO registry.submission_event (submission_id, kind, actor, detail)
VALUES (:submission_id, :kind, :actor, :detail)
