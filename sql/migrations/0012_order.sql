-- What came before what is told by one sequence over all events that a report depends on. A clock
-- steps back, two transactions share a moment: neither may take a return out of a report.
CREATE SEQUENCE registry.event_seq;
COMMENT ON SEQUENCE registry.event_seq IS 'Order of all events that views look back over';

ALTER TABLE registry.return_event ADD COLUMN seq bigint;
ALTER TABLE registry.return_load ADD COLUMN seq bigint;
ALTER TABLE registry.waiver ADD COLUMN seq bigint;
ALTER TABLE registry.waiver_event ADD COLUMN seq bigint;
ALTER TABLE registry.confirmation_event ADD COLUMN seq bigint;
ALTER TABLE registry.correction_event ADD COLUMN seq bigint;
ALTER TABLE registry.deadline_extension ADD COLUMN seq bigint;
ALTER TABLE registry.operation ADD COLUMN seq bigint;
ALTER TABLE registry.judgement ADD COLUMN seq bigint;
COMMENT ON COLUMN registry.return_event.seq IS 'Place in the order of all events';
COMMENT ON COLUMN registry.return_load.seq IS 'Place in the order of all events';
COMMENT ON COLUMN registry.waiver.seq IS 'Place in the order of all events';
COMMENT ON COLUMN registry.waiver_event.seq IS 'Place in the order of all events';
COMMENT ON COLUMN registry.confirmation_event.seq IS 'Place in the order of all events';
COMMENT ON COLUMN registry.correction_event.seq IS 'Place in the order of all events';
COMMENT ON COLUMN registry.deadline_extension.seq IS 'Place in the order of all events';
COMMENT ON COLUMN registry.operation.seq IS 'Place in the order of all events';
COMMENT ON COLUMN registry.judgement.seq IS 'Place in the order of all events';

-- Rows that are there keep the order of their running numbers; between tables the clock is all
-- that is known, and what was decided at one moment came before what followed from it.
CREATE TEMPORARY TABLE numbered ON COMMIT DROP AS
SELECT name, id, row_number() OVER (ORDER BY reached, rank, id) AS seq
FROM (
    SELECT name, rank, id, max(at) OVER (PARTITION BY name ORDER BY place) AS reached
    FROM (
        SELECT 'operation' AS name, 0 AS rank, id, at, id AS place FROM registry.operation
        UNION ALL SELECT 'waiver', 1, id, at, id FROM registry.waiver
        UNION ALL SELECT 'confirmation_event', 2, id, at, id FROM registry.confirmation_event
        UNION ALL SELECT 'correction_event', 3, id, at, id FROM registry.correction_event
        UNION ALL SELECT 'deadline_extension', 4, id, at, id FROM registry.deadline_extension
        UNION ALL SELECT 'judgement', 5, id, at, id FROM registry.judgement
        UNION ALL SELECT 'return_event', 5, id, at, id FROM registry.return_event
        UNION ALL
        SELECT 'return_load', 6, return_id, loaded_at,
            row_number() OVER (ORDER BY loaded_at, return_id)
        FROM registry.return_load
        UNION ALL SELECT 'waiver_event', 7, id, at, id FROM registry.waiver_event
    ) AS found
) AS ordered;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'return_event', 'return_load', 'waiver', 'waiver_event', 'confirmation_event',
        'correction_event', 'deadline_extension', 'operation', 'judgement'
    ] LOOP
        EXECUTE format('ALTER TABLE registry.%I DISABLE TRIGGER append_only', name);
        EXECUTE format(
            'UPDATE registry.%1$I AS t SET seq = n.seq FROM numbered AS n '
            'WHERE n.name = %1$L AND n.id = t.%2$I',
            name, CASE name WHEN 'return_load' THEN 'return_id' ELSE 'id' END);
        EXECUTE format('ALTER TABLE registry.%I ENABLE TRIGGER append_only', name);
        EXECUTE format(
            'ALTER TABLE registry.%I ALTER seq SET DEFAULT nextval(''registry.event_seq''), '
            'ALTER seq SET NOT NULL', name);
    END LOOP;
END
$$;
SELECT setval('registry.event_seq', max(seq)) FROM numbered HAVING count(*) > 0;

-- A draft sees what had happened up to its place in that order, and nothing else, whatever the
-- clock said then. Drafts made before this migration know a moment only.
ALTER TABLE release.release ADD COLUMN last_seq bigint;
COMMENT ON COLUMN release.release.last_seq IS 'Place in the order of all events up to which the report looks; empty: it looks up to the moment of its draft';
COMMENT ON COLUMN release.release.drafted_at IS 'Moment of the draft';

CREATE OR REPLACE FUNCTION mart.horizon() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog
RETURN coalesce(
    (SELECT CASE WHEN last_seq IS NULL THEN drafted_at ELSE 'infinity' END FROM release.release
     WHERE id = nullif(current_setting('etl.release_id', true), '')::bigint),
    nullif(current_setting('etl.as_of', true), '')::timestamptz,
    'infinity'::timestamptz);

CREATE FUNCTION mart.last_seq() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog
RETURN coalesce(
    (SELECT last_seq FROM release.release
     WHERE id = nullif(current_setting('etl.release_id', true), '')::bigint),
    nullif(current_setting('etl.last_seq', true), '')::bigint,
    9223372036854775807);
COMMENT ON FUNCTION mart.last_seq() IS 'Place in the order of all events up to which the views look';

CREATE FUNCTION mart.moment() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog
RETURN coalesce(
    (SELECT drafted_at FROM release.release
     WHERE id = nullif(current_setting('etl.release_id', true), '')::bigint),
    least(now(), nullif(current_setting('etl.as_of', true), '')::timestamptz));
COMMENT ON FUNCTION mart.moment() IS 'Moment that the views call now: whether something is late, or an exception has run out';
