-- What was added up while a return was loaded, and the checks of the warehouse after each load.
ALTER TABLE registry.return_load ADD COLUMN sums jsonb;
COMMENT ON COLUMN registry.return_load.sums IS 'Column to sum of its numbers as they were read, empty before sums were kept; source: the workbook';
CREATE INDEX ON registry.return_event (seq);
CREATE INDEX ON registry.return_load (seq);
CREATE INDEX ON registry.correction_event (seq);

CREATE TABLE registry.warehouse_check (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    check_id text NOT NULL CHECK (check_id <> ''),
    period_key text NOT NULL REFERENCES ref.period,
    violation_count integer NOT NULL CHECK (violation_count >= 0),
    detail text NOT NULL DEFAULT '',
    seen_seq bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    CHECK ((violation_count = 0) = (detail = ''))
);
CREATE INDEX ON registry.warehouse_check (period_key, check_id, id);
CREATE INDEX ON registry.warehouse_check (seen_seq);
COMMENT ON TABLE registry.warehouse_check IS 'What must hold in the warehouse, as it was checked after loads; the last result of a check and a period holds';
COMMENT ON COLUMN registry.warehouse_check.id IS 'Running number; source: the pipeline';
COMMENT ON COLUMN registry.warehouse_check.check_id IS 'The check; source: expectations/warehouse.yaml';
COMMENT ON COLUMN registry.warehouse_check.period_key IS 'The period; source: ref.period';
COMMENT ON COLUMN registry.warehouse_check.violation_count IS 'How often it does not hold, 0: it passed; source: sql/checks';
COMMENT ON COLUMN registry.warehouse_check.detail IS 'What does not hold, in words; source: the pipeline';
COMMENT ON COLUMN registry.warehouse_check.seen_seq IS 'Place in the order of all events up to which it looked; source: the pipeline';
COMMENT ON COLUMN registry.warehouse_check.at IS 'Moment; source: the pipeline';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.warehouse_check
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
