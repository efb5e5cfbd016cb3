-- What is signed is what was read. A draft is a fixed content with a hash; whoever signs binds that
-- hash, and the table of sign-offs is the only thing that publication asks who signed.
ALTER TABLE release.release ADD COLUMN predecessor_id bigint UNIQUE REFERENCES release.release;
ALTER TABLE release.release ADD COLUMN signed_on date;
COMMENT ON COLUMN release.release.predecessor_id IS 'The report of the same period that it replaces, empty for the first; one that is replaced cannot be signed';
COMMENT ON COLUMN release.release.signed_on IS 'Date of the letter, empty until it is issued';

UPDATE release.release AS r SET predecessor_id = before.id
FROM (
    SELECT id AS release_id, lag(id) OVER (PARTITION BY period_key ORDER BY id) AS id
    FROM release.release
) AS before
WHERE before.release_id = r.id AND before.id IS NOT NULL;
UPDATE release.release
SET signed_on = (decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date WHERE state = 'published';

-- Reports from before this table have no row in it: nobody can tell any more what they said, word
-- for word, so those that were drafts are drafted again before they are signed.
CREATE TABLE release.content (
    release_id bigint PRIMARY KEY REFERENCES release.release,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    content text NOT NULL,
    texts jsonb NOT NULL
);
COMMENT ON TABLE release.content IS 'What a report says, as one value: text, tables, charts, figures and their sources; only appended to';
COMMENT ON COLUMN release.content.release_id IS 'The report';
COMMENT ON COLUMN release.content.sha256 IS 'SHA-256 of the content: what a signature binds';
COMMENT ON COLUMN release.content.content IS 'The content as JSON, without the number and date of the letter';
COMMENT ON COLUMN release.content.texts IS 'File name to text: what the clerk had written when it was drafted';

CREATE TABLE release.sign_off_request (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    release_id bigint NOT NULL REFERENCES release.release,
    content_sha256 text NOT NULL CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
    channel text NOT NULL CHECK (channel IN ('airflow', 'desk')),
    run text NOT NULL DEFAULT '',
    asked_in text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON release.sign_off_request (release_id, id);
CREATE INDEX ON release.sign_off_request (run, id) WHERE run <> '';
CREATE UNIQUE INDEX sign_off_asked_once ON release.sign_off_request (asked_in)
    WHERE asked_in <> '';
COMMENT ON TABLE release.sign_off_request IS 'Each time a draft was put before whoever signs; only appended to';
COMMENT ON COLUMN release.sign_off_request.id IS 'Running number';
COMMENT ON COLUMN release.sign_off_request.release_id IS 'The draft that was put before them';
COMMENT ON COLUMN release.sign_off_request.content_sha256 IS 'SHA-256 of what it said';
COMMENT ON COLUMN release.sign_off_request.channel IS 'airflow or desk';
COMMENT ON COLUMN release.sign_off_request.run IS 'The run of Airflow that asked, empty at the desk';
COMMENT ON COLUMN release.sign_off_request.asked_in IS 'The task instance that asked and that the answer resumes, empty at the desk';
COMMENT ON COLUMN release.sign_off_request.at IS 'Moment it was put before them';

CREATE TABLE release.sign_off (
    request_id bigint PRIMARY KEY REFERENCES release.sign_off_request,
    answer text NOT NULL CHECK (answer IN ('approved', 'refused')),
    responder text NOT NULL CHECK (btrim(responder) <> ''),
    reason text NOT NULL DEFAULT '',
    answered_at timestamptz NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE release.sign_off IS 'What was answered, and by whom: the only thing that publication reads; only appended to';
COMMENT ON COLUMN release.sign_off.request_id IS 'What was asked';
COMMENT ON COLUMN release.sign_off.answer IS 'approved or refused';
COMMENT ON COLUMN release.sign_off.responder IS 'Who answered, as the door knows them that they came through';
COMMENT ON COLUMN release.sign_off.reason IS 'What they said with it';
COMMENT ON COLUMN release.sign_off.answered_at IS 'Moment of the answer';
COMMENT ON COLUMN release.sign_off.at IS 'Moment it was written here';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.content
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.sign_off_request
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON release.sign_off
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
