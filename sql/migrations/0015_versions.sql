-- A content may come again: once it is not the newest version of what it holds, it is another
-- submission. One that says what the newest version says already ends as a duplicate.
ALTER TABLE registry.submission DROP CONSTRAINT submission_sha256_key;
CREATE INDEX ON registry.submission (sha256, id);
ALTER TABLE registry.submission DROP CONSTRAINT submission_state_check;
ALTER TABLE registry.submission ADD CONSTRAINT submission_state_check
    CHECK (state IN ('received', 'read', 'unreadable', 'judged', 'duplicate', 'refused'));
COMMENT ON TABLE registry.submission IS 'Received workbooks, kept also when refused';
COMMENT ON COLUMN registry.submission.state IS 'received, read, unreadable, judged, duplicate (says what the newest version says already), or refused at the desk';
