-- A workbook with a marking of secrecy is refused and nothing of it kept but its hash.
ALTER TABLE registry.submission ADD COLUMN is_secret boolean NOT NULL DEFAULT false;
ALTER TABLE registry.submission ADD CONSTRAINT submission_secret_is_refused
    CHECK (NOT is_secret OR (state = 'refused' AND kind = '' AND recognised = '{}'));
CREATE INDEX ON registry.submission (sha256) WHERE is_secret;
COMMENT ON COLUMN registry.submission.is_secret IS 'Refused because of a marking of secrecy: no content and no name of it is kept';

-- What could not be read when it came has its name in the registry; the name goes with the content,
-- the only change that events ever see.
CREATE FUNCTION registry.forget_secret(of_submission bigint, in_place_of_name text, reason text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE registry.submission
    SET state = 'refused', is_secret = true, file_name = in_place_of_name, size_bytes = 0,
        kind = '', agency_id = NULL, period_key = NULL, data_note = '', editions = '{}',
        recognised = '{}'
    WHERE id = of_submission AND state IN ('received', 'read');
    IF NOT FOUND THEN
        RETURN;
    END IF;
    ALTER TABLE registry.submission_event DISABLE TRIGGER append_only;
    UPDATE registry.submission_event SET detail = in_place_of_name
    WHERE submission_id = of_submission AND detail <> '';
    ALTER TABLE registry.submission_event ENABLE TRIGGER append_only;
    ALTER TABLE registry.upload DISABLE TRIGGER append_only;
    UPDATE registry.upload SET file_name = in_place_of_name, refusal = reason
    WHERE submission_id = of_submission;
    ALTER TABLE registry.upload ENABLE TRIGGER append_only;
    INSERT INTO registry.submission_event (submission_id, kind, detail)
    VALUES (of_submission, 'refused', reason);
END
$$;
COMMENT ON FUNCTION registry.forget_secret(bigint, text, text) IS 'Refuse a workbook that waits unread because of a marking of secrecy, and take its name out';
