-- Files that said what the newest version said already, told since an event of that kind or another.
SELECT detail FROM registry.submission_event
WHERE kind = 'duplicate' AND id > :after ORDER BY id
