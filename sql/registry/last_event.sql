SELECT coalesce(max(seq), 0) FROM registry.return_event
