-- The current state of each return: its last event.
CREATE VIEW registry.return_state AS
SELECT r.id AS return_id, last.state, last.at, last.actor, last.reason
FROM registry.return r
CROSS JOIN LATERAL (
    SELECT e.state, e.at, e.actor, e.reason FROM registry.return_event e
    WHERE e.return_id = r.id ORDER BY e.id DESC LIMIT 1
) last;
COMMENT ON VIEW registry.return_state IS 'The current state of each return';
COMMENT ON COLUMN registry.return_state.return_id IS 'The return; source: registry.return';
COMMENT ON COLUMN registry.return_state.state IS 'received, rejected, needs_confirmation, accepted or superseded; source: registry.return_event';
COMMENT ON COLUMN registry.return_state.at IS 'Moment from which it holds; source: registry.return_event';
COMMENT ON COLUMN registry.return_state.actor IS 'Who decided; empty: the pipeline; source: registry.return_event';
COMMENT ON COLUMN registry.return_state.reason IS 'Why, in words; source: registry.return_event';
