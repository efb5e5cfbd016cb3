-- Tables that belong to a form stand and fall with it: what came in one workbook is accepted together.
ALTER TABLE ref.form ADD COLUMN part_of text NOT NULL DEFAULT '';
COMMENT ON COLUMN ref.form.part_of IS 'The form to whose rows its rows belong, or empty; source: expectations/*.odcs.yaml';

CREATE FUNCTION registry.with_parts(return_id bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE AS $$
    SELECT k.id FROM registry.return r
    JOIN registry.return k ON k.submission_id = r.submission_id
    WHERE r.id = with_parts.return_id AND (k.id = r.id OR (
        SELECT coalesce(nullif(f.part_of, ''), f.id) FROM ref.form f WHERE f.id = k.form_id
    ) = (SELECT coalesce(nullif(f.part_of, ''), f.id) FROM ref.form f WHERE f.id = r.form_id))
$$;
COMMENT ON FUNCTION registry.with_parts(bigint) IS 'A return and those of its workbook that are accepted only together with it';

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
        FROM registry.with_parts(state_when_clean.return_id) k (id)
        JOIN registry.finding_status s ON s.return_id = k.id AND s.is_open
        WHERE k.id <> state_when_clean.return_id
    ) parts
$$;
SET LOCAL check_function_bodies = on;
