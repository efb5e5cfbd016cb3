-- What happens on an agency's page. Both tables are only appended to.
CREATE TABLE registry.upload (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    submission_id bigint NOT NULL REFERENCES registry.submission,
    agency_id text NOT NULL,
    period_key text NOT NULL,
    file_name text NOT NULL,
    actor text NOT NULL CHECK (btrim(actor) <> ''),
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON registry.upload (submission_id);
CREATE INDEX ON registry.upload (agency_id, period_key);
COMMENT ON TABLE registry.upload IS 'Workbooks sent on an agency''s page, one row a sending; only appended to';
COMMENT ON COLUMN registry.upload.id IS 'Running number';
COMMENT ON COLUMN registry.upload.submission_id IS 'The workbook';
COMMENT ON COLUMN registry.upload.agency_id IS 'Agency whose page it was sent on';
COMMENT ON COLUMN registry.upload.period_key IS 'Period of that page';
COMMENT ON COLUMN registry.upload.file_name IS 'Name of the file at this sending, as shown to people';
COMMENT ON COLUMN registry.upload.actor IS 'Who sent it: the holder of a link, or the agency''s head';
COMMENT ON COLUMN registry.upload.at IS 'Moment it was whole in the vault';

CREATE TABLE registry.signature (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    return_id bigint NOT NULL UNIQUE REFERENCES registry.return,
    actor text NOT NULL CHECK (btrim(actor) <> ''),
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE registry.signature IS 'Returns that the head of the agency stands behind; only appended to';
COMMENT ON COLUMN registry.signature.id IS 'Running number';
COMMENT ON COLUMN registry.signature.return_id IS 'The return, in the version that was signed';
COMMENT ON COLUMN registry.signature.actor IS 'Account of the agency''s head';
COMMENT ON COLUMN registry.signature.at IS 'Moment of the signature';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.upload
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.signature
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
