-- Since when the system is in operation. What was due before that day is filled in afterwards, and
-- whether it came on time is not judged. The first row is the day of the first workbook, or today.
CREATE TABLE registry.operation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    live_from date NOT NULL,
    actor text NOT NULL CHECK (btrim(actor) <> ''),
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE registry.operation IS 'Since when the system is in operation; only appended to, the newest row counts';
COMMENT ON COLUMN registry.operation.id IS 'Running number';
COMMENT ON COLUMN registry.operation.live_from IS 'First day of operation; obligations due before it are back-filled';
COMMENT ON COLUMN registry.operation.actor IS 'Who recorded it';
COMMENT ON COLUMN registry.operation.at IS 'Moment it was recorded';
INSERT INTO registry.operation (live_from, actor)
SELECT (coalesce(min(received_at), now()) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 'etl migrate'
FROM registry.submission;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.operation
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
