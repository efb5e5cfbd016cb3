-- What is open in the parts of a form is looked up for those parts alone: joined, all that is open
-- anywhere would be gathered for each return.
SET LOCAL check_function_bodies = off;  -- it reads a view, and views are made after migrations
CREATE OR REPLACE FUNCTION registry.state_when_clean(return_id bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN parts.are_wrong THEN 'rejected'
        WHEN parts.are_asked OR registry.waits_for_closed(state_when_clean.return_id)
            THEN 'needs_confirmation'
        WHEN registry.awaits_signature(state_when_clean.return_id) THEN 'awaiting_signature'
        ELSE 'accepted' END
    FROM (
        SELECT bool_or(s.severity = 'critical') AS are_wrong, count(*) > 0 AS are_asked
        FROM registry.finding_status s
        WHERE s.is_open AND s.return_id = ANY (ARRAY(
            SELECT k.id FROM registry.with_parts(state_when_clean.return_id) k (id)
            WHERE k.id <> state_when_clean.return_id))
    ) parts
$$;
SET LOCAL check_function_bodies = on;
