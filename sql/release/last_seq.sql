-- the last place in the order of all events that was given out
SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM registry.event_seq
