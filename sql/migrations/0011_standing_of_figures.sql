-- What decides whether a figure stands: judgements with the rule book that they were made by,
-- findings that a later judgement lifted, periods that are closed, and faults of our own.
ALTER TABLE registry.return_event DROP CONSTRAINT return_event_state_check;
ALTER TABLE registry.return_event ADD CONSTRAINT return_event_state_check CHECK (state IN (
    'received', 'rejected', 'needs_confirmation', 'awaiting_signature', 'accepted', 'superseded',
    'withdrawn'));

ALTER TABLE registry.return ADD COLUMN is_nil boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN registry.return.is_nil IS 'Whether the sender declared that nothing occurred in the period; source: the workbook';

-- A return is judged when it is read, and anew when what it was judged beside is gone or the rules
-- have changed and a person asks for it.
CREATE TABLE registry.judgement (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    return_id bigint NOT NULL REFERENCES registry.return,
    rule_book text NOT NULL DEFAULT '',
    cause text NOT NULL CHECK (cause IN ('received', 'counterpart_gone', 'rules_changed')),
    actor text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON registry.judgement (return_id, id);
COMMENT ON TABLE registry.judgement IS 'Each time a return was judged, and by which rule book';
COMMENT ON COLUMN registry.judgement.id IS 'Running number; source: the pipeline';
COMMENT ON COLUMN registry.judgement.return_id IS 'The return; source: registry.return';
COMMENT ON COLUMN registry.judgement.rule_book IS 'Hash of the rules it was judged by, empty before they were kept; source: expectations/*.yaml';
COMMENT ON COLUMN registry.judgement.cause IS 'received, counterpart_gone or rules_changed; source: the pipeline';
COMMENT ON COLUMN registry.judgement.actor IS 'Who asked for it, empty for the pipeline; source: the pipeline or a steward';
COMMENT ON COLUMN registry.judgement.reason IS 'Why; source: the pipeline or a steward';
COMMENT ON COLUMN registry.judgement.at IS 'Moment; source: the pipeline';

ALTER TABLE registry.finding ADD COLUMN against jsonb NOT NULL DEFAULT '[]';
ALTER TABLE registry.finding ADD COLUMN is_trial boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN registry.finding.against IS 'Other returns that it was found beside, as [form, agency, period] each; source: the pipeline';
COMMENT ON COLUMN registry.finding.is_trial IS 'Whether its rule is on trial: counted and shown, never in the way; source: expectations/*.yaml';

CREATE TABLE registry.finding_lifted (
    finding_id bigint PRIMARY KEY REFERENCES registry.finding,
    judgement_id bigint NOT NULL REFERENCES registry.judgement
);
COMMENT ON TABLE registry.finding_lifted IS 'Findings that a later judgement of the same return did not find any more';
COMMENT ON COLUMN registry.finding_lifted.finding_id IS 'The finding; source: registry.finding';
COMMENT ON COLUMN registry.finding_lifted.judgement_id IS 'The judgement that lifted it; source: registry.judgement';

-- A period is open until an event closes it; the last event holds.
CREATE TABLE registry.period_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    period_key text NOT NULL REFERENCES ref.period,
    kind text NOT NULL CHECK (kind IN ('closed', 'reopened')),
    release_id bigint REFERENCES release.release,
    actor text NOT NULL CHECK (btrim(actor) <> ''),
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON registry.period_event (period_key, id);
COMMENT ON TABLE registry.period_event IS 'Closing and reopening of periods';
COMMENT ON COLUMN registry.period_event.id IS 'Running number; source: the desk or the publication';
COMMENT ON COLUMN registry.period_event.period_key IS 'The period; source: ref.period';
COMMENT ON COLUMN registry.period_event.kind IS 'closed or reopened; source: the desk or the publication';
COMMENT ON COLUMN registry.period_event.release_id IS 'The published report that closed it, or empty; source: release.release';
COMMENT ON COLUMN registry.period_event.actor IS 'Who; source: the desk or the publication';
COMMENT ON COLUMN registry.period_event.reason IS 'Why; source: the desk or the publication';
COMMENT ON COLUMN registry.period_event.at IS 'Moment; source: the desk or the publication';

-- Periods whose report was published before closing was kept are closed by that report.
INSERT INTO registry.period_event (period_key, kind, release_id, actor, reason, at)
SELECT DISTINCT ON (period_key) period_key, 'closed', id, coalesce(nullif(btrim(decided_by), ''), 'etl migrate'),
    'Báo cáo của kỳ đã được ban hành', coalesce(decided_at, now())
FROM release.release WHERE state = 'published' ORDER BY period_key, id DESC;

-- Faults of ours: the work that they stopped waits and is tried again.
CREATE TABLE registry.incident (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (btrim(kind) <> ''),
    submission_id bigint REFERENCES registry.submission,
    return_id bigint REFERENCES registry.return,
    detail text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE registry.incident IS 'Faults of the system itself, never of what was sent';
COMMENT ON COLUMN registry.incident.id IS 'Running number, told to people; source: the pipeline';
COMMENT ON COLUMN registry.incident.kind IS 'What failed: vault, reader, judge, load, give_back, check, backup; source: the pipeline';
COMMENT ON COLUMN registry.incident.submission_id IS 'The workbook that waits because of it, or empty; source: registry.submission';
COMMENT ON COLUMN registry.incident.return_id IS 'The return that waits because of it, or empty; source: registry.return';
COMMENT ON COLUMN registry.incident.detail IS 'What is known, in words without any value that was sent; source: the pipeline';
COMMENT ON COLUMN registry.incident.at IS 'Moment; source: the pipeline';

CREATE TABLE registry.incident_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_id bigint NOT NULL REFERENCES registry.incident,
    kind text NOT NULL CHECK (kind IN ('again', 'told', 'resolved')),
    actor text NOT NULL DEFAULT '',
    detail text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX incident_resolved_once ON registry.incident_event (incident_id)
    WHERE kind = 'resolved';
CREATE INDEX ON registry.incident_event (incident_id, id);
COMMENT ON TABLE registry.incident_event IS 'What became of faults of the system';
COMMENT ON COLUMN registry.incident_event.id IS 'Running number; source: the pipeline';
COMMENT ON COLUMN registry.incident_event.incident_id IS 'The fault; source: registry.incident';
COMMENT ON COLUMN registry.incident_event.kind IS 'again (failed once more), told (to the administrator) or resolved; source: the pipeline';
COMMENT ON COLUMN registry.incident_event.actor IS 'Who, empty for the pipeline; source: the pipeline or a person';
COMMENT ON COLUMN registry.incident_event.detail IS 'More, without any value that was sent; source: the pipeline';
COMMENT ON COLUMN registry.incident_event.at IS 'Moment; source: the pipeline';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.judgement
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.finding_lifted
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.period_event
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.incident
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.incident_event
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
