SELECT coalesce(max(id), 0) FROM registry.submission_event
