-- What people decided. Every table is only appended to; a decision is an event of its own, and
-- unique indexes let the first of two simultaneous decisions win.
CREATE TABLE registry.confirmation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    return_id bigint NOT NULL REFERENCES registry.return,
    rule_id text NOT NULL,
    column_name text NOT NULL DEFAULT '',
    row_key text NOT NULL DEFAULT '',
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    actor text NOT NULL CHECK (btrim(actor) <> ''),
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON registry.confirmation (return_id);
COMMENT ON TABLE registry.confirmation IS 'An agency''s reason why a warning is right as it stands; only appended to';
COMMENT ON COLUMN registry.confirmation.id IS 'Running number';
COMMENT ON COLUMN registry.confirmation.return_id IS 'The return';
COMMENT ON COLUMN registry.confirmation.rule_id IS 'The rule that warned';
COMMENT ON COLUMN registry.confirmation.column_name IS 'Column of the finding, or empty';
COMMENT ON COLUMN registry.confirmation.row_key IS 'Row of the finding, or empty';
COMMENT ON COLUMN registry.confirmation.reason IS 'The reason, in the agency''s words';
COMMENT ON COLUMN registry.confirmation.actor IS 'Who gave it';
COMMENT ON COLUMN registry.confirmation.at IS 'Moment it was given';

CREATE TABLE registry.confirmation_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    confirmation_id bigint NOT NULL UNIQUE REFERENCES registry.confirmation,
    decision text NOT NULL CHECK (decision IN ('accepted', 'refused')),
    actor text NOT NULL CHECK (btrim(actor) <> ''),
    reason text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE registry.confirmation_event IS 'A steward''s decision on a confirmation; one each, only appended to';
COMMENT ON COLUMN registry.confirmation_event.id IS 'Running number';
COMMENT ON COLUMN registry.confirmation_event.confirmation_id IS 'The confirmation';
COMMENT ON COLUMN registry.confirmation_event.decision IS 'accepted or refused';
COMMENT ON COLUMN registry.confirmation_event.actor IS 'The steward';
COMMENT ON COLUMN registry.confirmation_event.reason IS 'Why, in words';
COMMENT ON COLUMN registry.confirmation_event.at IS 'Moment of the decision';

CREATE TABLE registry.waiver (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule_id text NOT NULL CHECK (btrim(rule_id) <> ''),
    agency_id text,
    form_id text,
    period_key text,
    row_key text,
    authority text NOT NULL CHECK (btrim(authority) <> ''),
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    valid_until date NOT NULL,
    actor text NOT NULL CHECK (btrim(actor) <> ''),
    at timestamptz NOT NULL DEFAULT now(),
    CHECK (valid_until >= (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
);
CREATE INDEX ON registry.waiver (rule_id);
COMMENT ON TABLE registry.waiver IS 'Exceptions from a rule, within a scope and until a day; only appended to';
COMMENT ON COLUMN registry.waiver.id IS 'Running number';
COMMENT ON COLUMN registry.waiver.rule_id IS 'The rule that is waived';
COMMENT ON COLUMN registry.waiver.agency_id IS 'Only for this agency; empty: all';
COMMENT ON COLUMN registry.waiver.form_id IS 'Only for this form; empty: all';
COMMENT ON COLUMN registry.waiver.period_key IS 'Only for this period; empty: all';
COMMENT ON COLUMN registry.waiver.row_key IS 'Only for this row; empty: all';
COMMENT ON COLUMN registry.waiver.authority IS 'Who allowed it: office and document';
COMMENT ON COLUMN registry.waiver.reason IS 'Why, in words';
COMMENT ON COLUMN registry.waiver.valid_until IS 'Last day it holds';
COMMENT ON COLUMN registry.waiver.actor IS 'Steward who entered it';
COMMENT ON COLUMN registry.waiver.at IS 'Moment from which it holds';

CREATE TABLE registry.waiver_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    waiver_id bigint NOT NULL UNIQUE REFERENCES registry.waiver,
    decision text NOT NULL CHECK (decision = 'revoked'),
    actor text NOT NULL CHECK (btrim(actor) <> ''),
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE registry.waiver_event IS 'The end of a waiver before its day; only appended to';
COMMENT ON COLUMN registry.waiver_event.id IS 'Running number';
COMMENT ON COLUMN registry.waiver_event.waiver_id IS 'The waiver';
COMMENT ON COLUMN registry.waiver_event.decision IS 'revoked';
COMMENT ON COLUMN registry.waiver_event.actor IS 'The steward';
COMMENT ON COLUMN registry.waiver_event.reason IS 'Why, in words';
COMMENT ON COLUMN registry.waiver_event.at IS 'Moment it ended';

CREATE TABLE registry.correction (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    return_id bigint NOT NULL REFERENCES registry.return,
    excel_row integer NOT NULL CHECK (excel_row > 0),
    column_name text NOT NULL,
    original_value text,
    corrected_value text,
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    actor text NOT NULL CHECK (btrim(actor) <> ''),
    at timestamptz NOT NULL DEFAULT now(),
    CHECK (original_value IS DISTINCT FROM corrected_value)
);
CREATE INDEX ON registry.correction (return_id);
COMMENT ON TABLE registry.correction IS 'Central corrections of one cell, proposed by a steward; only appended to';
COMMENT ON COLUMN registry.correction.id IS 'Running number';
COMMENT ON COLUMN registry.correction.return_id IS 'The return';
COMMENT ON COLUMN registry.correction.excel_row IS 'Row of the cell in the sheet';
COMMENT ON COLUMN registry.correction.column_name IS 'Column of the cell';
COMMENT ON COLUMN registry.correction.original_value IS 'Value as loaded, in the column''s unit, as text';
COMMENT ON COLUMN registry.correction.corrected_value IS 'New value in the column''s unit, as text; empty: none';
COMMENT ON COLUMN registry.correction.reason IS 'Why, in words';
COMMENT ON COLUMN registry.correction.actor IS 'Steward who proposes it';
COMMENT ON COLUMN registry.correction.at IS 'Moment it was proposed';

CREATE TABLE registry.correction_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    correction_id bigint NOT NULL REFERENCES registry.correction,
    decision text NOT NULL CHECK (decision IN ('approved', 'refused', 'withdrawn', 'told')),
    actor text NOT NULL,
    reason text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now(),
    CHECK (decision = 'told' OR btrim(actor) <> '')
);
CREATE UNIQUE INDEX correction_decided_once ON registry.correction_event (correction_id)
    WHERE decision <> 'told';
CREATE UNIQUE INDEX correction_told_once ON registry.correction_event (correction_id)
    WHERE decision = 'told';
COMMENT ON TABLE registry.correction_event IS 'What became of a correction: one decision, and when the agency was told; only appended to';
COMMENT ON COLUMN registry.correction_event.id IS 'Running number';
COMMENT ON COLUMN registry.correction_event.correction_id IS 'The correction';
COMMENT ON COLUMN registry.correction_event.decision IS 'approved or refused by a second steward, withdrawn by the first, told to the agency';
COMMENT ON COLUMN registry.correction_event.actor IS 'Who decided, or who told; empty: the pipeline';
COMMENT ON COLUMN registry.correction_event.reason IS 'Why, in words';
COMMENT ON COLUMN registry.correction_event.at IS 'Moment of the event; for told, when the agency was told';

CREATE FUNCTION registry.guard_correction_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    proposer text := (SELECT actor FROM registry.correction WHERE id = new.correction_id);
BEGIN
    IF new.decision IN ('approved', 'refused') AND btrim(new.actor) = btrim(proposer) THEN
        RAISE EXCEPTION 'Người đề nghị đính chính không được tự phê duyệt. Đề nghị một cán bộ tổng hợp khác xem xét.';
    END IF;
    IF new.decision = 'withdrawn' AND btrim(new.actor) <> btrim(proposer) THEN
        RAISE EXCEPTION 'Chỉ người đã đề nghị mới rút được đề nghị đính chính này.';
    END IF;
    RETURN new;
END
$$;
COMMENT ON FUNCTION registry.guard_correction_decision() IS 'Trigger: a second steward decides, never the one who proposed';
CREATE TRIGGER second_steward BEFORE INSERT ON registry.correction_event
    FOR EACH ROW EXECUTE FUNCTION registry.guard_correction_decision();

CREATE TABLE registry.notice (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (btrim(kind) <> ''),
    agency_id text NOT NULL,
    period_key text NOT NULL,
    recipient text NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now(),
    detail text NOT NULL DEFAULT '',
    UNIQUE (kind, agency_id, period_key, recipient, detail)
);
COMMENT ON TABLE registry.notice IS 'Notices that were sent; only appended to, the same one never twice';
COMMENT ON COLUMN registry.notice.id IS 'Running number';
COMMENT ON COLUMN registry.notice.kind IS 'Kind of notice, such as a reminder before the deadline';
COMMENT ON COLUMN registry.notice.agency_id IS 'Agency it concerns';
COMMENT ON COLUMN registry.notice.period_key IS 'Period it concerns';
COMMENT ON COLUMN registry.notice.recipient IS 'Address it was sent to';
COMMENT ON COLUMN registry.notice.sent_at IS 'Moment it was sent';
COMMENT ON COLUMN registry.notice.detail IS 'What tells it from others of its kind, such as a day or a version';

CREATE TABLE registry.link (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_id text NOT NULL,
    period_key text NOT NULL,
    token_sha256 text NOT NULL UNIQUE CHECK (token_sha256 ~ '^[0-9a-f]{64}$'),
    expires_at timestamptz NOT NULL,
    created_by text NOT NULL CHECK (btrim(created_by) <> ''),
    at timestamptz NOT NULL DEFAULT now(),
    CHECK (expires_at > at)
);
COMMENT ON TABLE registry.link IS 'Links by which an agency reaches its page; only appended to';
COMMENT ON COLUMN registry.link.id IS 'Running number';
COMMENT ON COLUMN registry.link.agency_id IS 'Agency it is for';
COMMENT ON COLUMN registry.link.period_key IS 'Period it is for';
COMMENT ON COLUMN registry.link.token_sha256 IS 'SHA-256 of the secret in the link; the secret itself is nowhere kept';
COMMENT ON COLUMN registry.link.expires_at IS 'Moment from which it no longer opens';
COMMENT ON COLUMN registry.link.created_by IS 'Who made it';
COMMENT ON COLUMN registry.link.at IS 'Moment it was made';

CREATE TABLE registry.link_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    link_id bigint NOT NULL REFERENCES registry.link,
    kind text NOT NULL CHECK (kind IN ('revoked', 'opened')),
    actor text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX link_revoked_once ON registry.link_event (link_id) WHERE kind = 'revoked';
COMMENT ON TABLE registry.link_event IS 'What happened to a link; only appended to';
COMMENT ON COLUMN registry.link_event.id IS 'Running number';
COMMENT ON COLUMN registry.link_event.link_id IS 'The link';
COMMENT ON COLUMN registry.link_event.kind IS 'revoked or opened';
COMMENT ON COLUMN registry.link_event.actor IS 'Who did it';
COMMENT ON COLUMN registry.link_event.at IS 'Moment of the event';

CREATE TABLE registry.deadline_extension (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_id text NOT NULL,
    form_id text,
    period_key text NOT NULL REFERENCES ref.period,
    due_on date NOT NULL,
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    actor text NOT NULL CHECK (btrim(actor) <> ''),
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON registry.deadline_extension (period_key, agency_id);
COMMENT ON TABLE registry.deadline_extension IS 'Later deadlines granted to an agency; the last one holds; only appended to';
COMMENT ON COLUMN registry.deadline_extension.id IS 'Running number';
COMMENT ON COLUMN registry.deadline_extension.agency_id IS 'Agency it is granted to';
COMMENT ON COLUMN registry.deadline_extension.form_id IS 'Only for this form; empty: all that it owes';
COMMENT ON COLUMN registry.deadline_extension.period_key IS 'Period it is granted for';
COMMENT ON COLUMN registry.deadline_extension.due_on IS 'New last day';
COMMENT ON COLUMN registry.deadline_extension.reason IS 'Why, in words';
COMMENT ON COLUMN registry.deadline_extension.actor IS 'Who granted it';
COMMENT ON COLUMN registry.deadline_extension.at IS 'Moment it was granted';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.confirmation
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.confirmation_event
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.waiver
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.waiver_event
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.correction
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.correction_event
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.notice
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.link
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.link_event
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.deadline_extension
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
