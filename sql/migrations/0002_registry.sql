-- What was received, and what became of it. Events are only ever appended: a trigger refuses
-- every other change, whoever asks, and the grants of sql/roles.sql do not offer one.
CREATE FUNCTION registry.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%.% is only appended to, never changed', tg_table_schema, tg_table_name
        USING ERRCODE = 'restrict_violation';
END
$$;
COMMENT ON FUNCTION registry.refuse_change() IS 'Trigger of tables that are only appended to';

CREATE TABLE registry.warehouse_state (
    fingerprint text NOT NULL,
    migrated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE registry.warehouse_state IS 'What the views, landing tables and reference data were last made from';
COMMENT ON COLUMN registry.warehouse_state.fingerprint IS 'SHA-256 of sql/ and expectations/; source: etl migrate';
COMMENT ON COLUMN registry.warehouse_state.migrated_at IS 'Moment of that migration';

CREATE TABLE registry.submission (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256 text NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    file_name text NOT NULL,
    channel text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
    kind text NOT NULL DEFAULT '',
    agency_id text,
    period_key text,
    state text NOT NULL DEFAULT 'received'
        CHECK (state IN ('received', 'read', 'unreadable', 'judged')),
    data_note text NOT NULL DEFAULT '',
    editions jsonb NOT NULL DEFAULT '{}',
    recognised text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX ON registry.submission (state) WHERE state IN ('received', 'read');
CREATE INDEX ON registry.submission (agency_id, period_key);
COMMENT ON TABLE registry.submission IS 'Received workbooks, one row a content, kept also when refused';
COMMENT ON COLUMN registry.submission.id IS 'Running number';
COMMENT ON COLUMN registry.submission.sha256 IS 'SHA-256 of the file, its name in the vault';
COMMENT ON COLUMN registry.submission.file_name IS 'Name that the sender gave the file';
COMMENT ON COLUMN registry.submission.channel IS 'How it came: inbox, upload, email or command_line';
COMMENT ON COLUMN registry.submission.received_at IS 'Moment of the first receipt';
COMMENT ON COLUMN registry.submission.size_bytes IS 'Size of the file, bytes';
COMMENT ON COLUMN registry.submission.kind IS 'Real type by content, such as xlsx; empty until read';
COMMENT ON COLUMN registry.submission.agency_id IS 'Sender as the cover says; empty until read or when unknown';
COMMENT ON COLUMN registry.submission.period_key IS 'Period as the cover says; empty until read or when unknown';
COMMENT ON COLUMN registry.submission.state IS 'received, read, unreadable or judged';
COMMENT ON COLUMN registry.submission.data_note IS 'What the cover says of the data, such as that they are illustrative';
COMMENT ON COLUMN registry.submission.editions IS 'Form id to edition, as the cover says';
COMMENT ON COLUMN registry.submission.recognised IS 'What was recognised where, in sentences';

CREATE TABLE registry.submission_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    submission_id bigint NOT NULL REFERENCES registry.submission,
    at timestamptz NOT NULL DEFAULT now(),
    kind text NOT NULL CHECK (kind IN ('received', 'duplicate', 'read', 'unreadable', 'judged', 'given_back', 'uploaded')),
    actor text NOT NULL DEFAULT '',
    detail text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT ''
);
CREATE INDEX ON registry.submission_event (submission_id, id);
CREATE UNIQUE INDEX submission_event_source ON registry.submission_event (submission_id, source)
    WHERE source <> '';
COMMENT ON TABLE registry.submission_event IS 'What happened to a workbook; only appended to';
COMMENT ON COLUMN registry.submission_event.id IS 'Running number';
COMMENT ON COLUMN registry.submission_event.submission_id IS 'The workbook';
COMMENT ON COLUMN registry.submission_event.at IS 'Moment of the event';
COMMENT ON COLUMN registry.submission_event.kind IS 'received, uploaded, duplicate, read, unreadable, judged or given_back';
COMMENT ON COLUMN registry.submission_event.actor IS 'Who did it; empty: the pipeline';
COMMENT ON COLUMN registry.submission_event.detail IS 'Further words, such as the name of a duplicate';
COMMENT ON COLUMN registry.submission_event.source IS 'Which file on disk it was, so that one file is never told twice';

CREATE TABLE registry.explanation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    submission_id bigint NOT NULL REFERENCES registry.submission,
    finding_key text NOT NULL,
    reason text NOT NULL,
    UNIQUE (submission_id, finding_key)
);
COMMENT ON TABLE registry.explanation IS 'Reasons that an officer wrote into a returned workbook';
COMMENT ON COLUMN registry.explanation.id IS 'Running number';
COMMENT ON COLUMN registry.explanation.submission_id IS 'The workbook it was written in';
COMMENT ON COLUMN registry.explanation.finding_key IS 'form|rule|column|row key of the finding it explains';
COMMENT ON COLUMN registry.explanation.reason IS 'The reason, in the officer''s words';

CREATE TABLE registry.return (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    submission_id bigint NOT NULL REFERENCES registry.submission,
    agency_id text NOT NULL,
    form_id text NOT NULL,
    period_key text NOT NULL REFERENCES ref.period,
    version integer NOT NULL CHECK (version > 0),
    sheet text NOT NULL,
    letters jsonb NOT NULL,
    data_note text NOT NULL,
    edition text NOT NULL,
    UNIQUE (agency_id, form_id, period_key, version),
    UNIQUE (submission_id, form_id)
);
CREATE INDEX ON registry.return (period_key, form_id, agency_id);
COMMENT ON TABLE registry.return IS 'One form inside one workbook: the unit of judgement';
COMMENT ON COLUMN registry.return.id IS 'Running number';
COMMENT ON COLUMN registry.return.submission_id IS 'The workbook it stands in';
COMMENT ON COLUMN registry.return.agency_id IS 'Who sends it';
COMMENT ON COLUMN registry.return.form_id IS 'Which form it is';
COMMENT ON COLUMN registry.return.period_key IS 'The period it reports on';
COMMENT ON COLUMN registry.return.version IS 'Version of this agency, form and period, from 1';
COMMENT ON COLUMN registry.return.sheet IS 'Name of its sheet in the workbook';
COMMENT ON COLUMN registry.return.letters IS 'Column name to column letter in the sheet';
COMMENT ON COLUMN registry.return.data_note IS 'What the cover says of the data, such as that they are illustrative';
COMMENT ON COLUMN registry.return.edition IS 'Edition of the form, as the cover says';

CREATE TABLE registry.return_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    return_id bigint NOT NULL REFERENCES registry.return,
    at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL
        CHECK (state IN ('received', 'rejected', 'needs_confirmation', 'accepted', 'superseded')),
    actor text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT ''
);
CREATE INDEX ON registry.return_event (return_id, id);
COMMENT ON TABLE registry.return_event IS 'States of a return over time; only appended to, the last one holds';
COMMENT ON COLUMN registry.return_event.id IS 'Running number';
COMMENT ON COLUMN registry.return_event.return_id IS 'The return';
COMMENT ON COLUMN registry.return_event.at IS 'Moment from which the state holds';
COMMENT ON COLUMN registry.return_event.state IS 'received, rejected, needs_confirmation, accepted or superseded';
COMMENT ON COLUMN registry.return_event.actor IS 'Who decided; empty: the pipeline';
COMMENT ON COLUMN registry.return_event.reason IS 'Why, in words';

CREATE TABLE registry.return_load (
    return_id bigint PRIMARY KEY REFERENCES registry.return,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    row_count integer NOT NULL CHECK (row_count >= 0)
);
COMMENT ON TABLE registry.return_load IS 'Returns whose rows lie in landing; written in the same transaction as the rows';
COMMENT ON COLUMN registry.return_load.return_id IS 'The return';
COMMENT ON COLUMN registry.return_load.loaded_at IS 'Moment of the load';
COMMENT ON COLUMN registry.return_load.row_count IS 'Rows loaded';

CREATE TABLE registry.finding (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    submission_id bigint NOT NULL REFERENCES registry.submission,
    return_id bigint REFERENCES registry.return,
    rule_id text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('critical', 'warning', 'info')),
    rung integer NOT NULL CHECK (rung BETWEEN 1 AND 6),
    form_id text NOT NULL,
    sheet text NOT NULL,
    column_name text NOT NULL,
    cells jsonb NOT NULL,
    row_key text NOT NULL,
    row_label text NOT NULL,
    value text NOT NULL,
    expected text NOT NULL,
    difference text NOT NULL,
    message text NOT NULL
);
CREATE INDEX ON registry.finding (return_id);
CREATE INDEX ON registry.finding (submission_id);
CREATE INDEX ON registry.finding (rule_id);
COMMENT ON TABLE registry.finding IS 'What is wrong or worth telling in a workbook; only appended to';
COMMENT ON COLUMN registry.finding.id IS 'Running number';
COMMENT ON COLUMN registry.finding.submission_id IS 'The workbook';
COMMENT ON COLUMN registry.finding.return_id IS 'The return, or empty when it concerns the whole workbook';
COMMENT ON COLUMN registry.finding.rule_id IS 'The rule that found it';
COMMENT ON COLUMN registry.finding.severity IS 'critical, warning or info';
COMMENT ON COLUMN registry.finding.rung IS 'Rung of the ladder of checks, 1 to 6';
COMMENT ON COLUMN registry.finding.form_id IS 'The form, or empty';
COMMENT ON COLUMN registry.finding.sheet IS 'Sheet of the first cell, or empty';
COMMENT ON COLUMN registry.finding.column_name IS 'Column, or empty';
COMMENT ON COLUMN registry.finding.cells IS 'Addresses: a list of sheet, letter and row';
COMMENT ON COLUMN registry.finding.row_key IS 'Natural key of the row, or empty';
COMMENT ON COLUMN registry.finding.row_label IS 'What names the row to a person, or empty';
COMMENT ON COLUMN registry.finding.value IS 'As the officer wrote it';
COMMENT ON COLUMN registry.finding.expected IS 'What was expected, in words';
COMMENT ON COLUMN registry.finding.difference IS 'How far it is off, in words';
COMMENT ON COLUMN registry.finding.message IS 'The whole sentence in Vietnamese';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.submission_event
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.explanation
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.return
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.return_event
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.return_load
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.finding
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON registry.submission
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
