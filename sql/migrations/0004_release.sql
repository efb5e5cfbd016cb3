-- Reports as issued: which returns, which figures, which files. A published report can be read
-- again from the same views, set to its returns.
CREATE TABLE release.release (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    period_key text NOT NULL REFERENCES ref.period,
    number text NOT NULL DEFAULT '',
    title text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'draft'
        CHECK (state IN ('draft', 'approved', 'refused', 'published')),
    drafted_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    decided_by text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT ''
);
CREATE INDEX ON release.release (period_key, id);
COMMENT ON TABLE release.release IS 'A report, from draft to publication';
COMMENT ON COLUMN release.release.id IS 'Running number';
COMMENT ON COLUMN release.release.period_key IS 'The period it reports on';
COMMENT ON COLUMN release.release.number IS 'Official number, empty until it is given';
COMMENT ON COLUMN release.release.title IS 'Title in Vietnamese';
COMMENT ON COLUMN release.release.state IS 'draft, approved, refused or published';
COMMENT ON COLUMN release.release.drafted_at IS 'Moment of the draft: later corrections do not reach it';
COMMENT ON COLUMN release.release.decided_at IS 'Moment of the sign-off or refusal';
COMMENT ON COLUMN release.release.decided_by IS 'Who signed off or refused';
COMMENT ON COLUMN release.release.reason IS 'Why, in words';

CREATE TABLE release.release_return (
    release_id bigint NOT NULL REFERENCES release.release,
    return_id bigint NOT NULL REFERENCES registry.return,
    PRIMARY KEY (release_id, return_id)
);
COMMENT ON TABLE release.release_return IS 'The exact returns that a report was made from, of all periods it speaks of; only appended to';
COMMENT ON COLUMN release.release_return.release_id IS 'The report';
COMMENT ON COLUMN release.release_return.return_id IS 'The return';

CREATE TABLE release.release_figure (
    release_id bigint NOT NULL REFERENCES release.release,
    figure_id text NOT NULL,
    value numeric NOT NULL,
    printed text NOT NULL,
    unit text NOT NULL DEFAULT '',
    mart text NOT NULL,
    filter jsonb NOT NULL DEFAULT '{}',
    basis text NOT NULL DEFAULT '',
    rounding text NOT NULL DEFAULT '',
    PRIMARY KEY (release_id, figure_id)
);
COMMENT ON TABLE release.release_figure IS 'The numbers that a report prints; only appended to';
COMMENT ON COLUMN release.release_figure.release_id IS 'The report';
COMMENT ON COLUMN release.release_figure.figure_id IS 'Id of the figure in the report';
COMMENT ON COLUMN release.release_figure.value IS 'Exact value in its unit';
COMMENT ON COLUMN release.release_figure.printed IS 'As printed, with its rounding words';
COMMENT ON COLUMN release.release_figure.unit IS 'Unit of the value';
COMMENT ON COLUMN release.release_figure.mart IS 'View it was read from';
COMMENT ON COLUMN release.release_figure.filter IS 'Column to value: which rows of the view';
COMMENT ON COLUMN release.release_figure.basis IS 'For a rate: which ratio it is';
COMMENT ON COLUMN release.release_figure.rounding IS 'exact, down, up or nearest';

CREATE TABLE release.release_file (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    release_id bigint NOT NULL REFERENCES release.release,
    edition text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    path text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (release_id, edition, sha256)
);
COMMENT ON TABLE release.release_file IS 'The files of a report; the last of an edition holds; only appended to';
COMMENT ON COLUMN release.release_file.id IS 'Running number';
COMMENT ON COLUMN release.release_file.release_id IS 'The report';
COMMENT ON COLUMN release.release_file.edition IS 'docx, xlsx or html';
COMMENT ON COLUMN release.release_file.sha256 IS 'SHA-256 of the file';
COMMENT ON COLUMN release.release_file.path IS 'Where it was written';
COMMENT ON COLUMN release.release_file.at IS 'Moment it was written';

CREATE TABLE release.release_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    release_id bigint NOT NULL REFERENCES release.release,
    at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL CHECK (state IN ('draft', 'approved', 'refused', 'published')),
    actor text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT ''
);
CREATE INDEX ON release.release_event (release_id, id);
COMMENT ON TABLE release.release_event IS 'States of a report over time; only appended to';
COMMENT ON COLUMN release.release_event.id IS 'Running number';
COMMENT ON COLUMN release.release_event.release_id IS 'The report';
COMMENT ON COLUMN release.release_event.at IS 'Moment from which the state holds';
COMMENT ON COLUMN release.release_event.state IS 'draft, approved, refused or published';
COMMENT ON COLUMN release.release_event.actor IS 'Who did it; empty: the pipeline';
COMMENT ON COLUMN release.release_event.reason IS 'Why, in words';

CREATE TABLE release.announcement (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    period_key text NOT NULL REFERENCES ref.period,
    return_set text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (period_key, return_set)
);
COMMENT ON TABLE release.announcement IS 'Sets of returns with which a period was announced as complete; only appended to';
COMMENT ON COLUMN release.announcement.id IS 'Running number';
COMMENT ON COLUMN release.announcement.period_key IS 'The period';
COMMENT ON COLUMN release.announcement.return_set IS 'MD5 of the ids of its returns in force';
COMMENT ON COLUMN release.announcement.at IS 'Moment of the announcement';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.release_return
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.release_figure
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.release_file
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.release_event
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.announcement
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON release.release
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();

-- The moment up to which views look: a release's draft, a chosen moment, or all of time.
CREATE FUNCTION mart.horizon() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog
RETURN coalesce(
    (SELECT drafted_at FROM release.release
     WHERE id = nullif(current_setting('etl.release_id', true), '')::bigint),
    nullif(current_setting('etl.as_of', true), '')::timestamptz,
    'infinity'::timestamptz);
COMMENT ON FUNCTION mart.horizon() IS 'Moment up to which the views look';
