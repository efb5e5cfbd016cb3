-- Of each content its last submission, repetitions left out, and whether the same again would say
-- nothing new: it waits or is the newest version of all that it holds, while nothing that came later
-- waits. What could not be read holds nothing: sent again, it is read again by today's reader.
SELECT DISTINCT ON (s.sha256) s.id, s.sha256, s.file_name, s.channel, s.received_at, s.size_bytes,
    s.id >= (
        SELECT coalesce(max(w.id), 0) FROM registry.submission w
        WHERE w.state IN ('received', 'read')
    ) AND NOT EXISTS (
        SELECT FROM registry.return r
        JOIN registry.return_state st ON st.return_id = r.id
        WHERE r.submission_id = s.id AND (
            st.state IN ('superseded', 'withdrawn') OR EXISTS (
                SELECT FROM registry.return n
                WHERE n.agency_id = r.agency_id AND n.form_id = r.form_id
                    AND n.period_key = r.period_key AND n.version > r.version))
    ) AS is_newest
FROM registry.submission s
WHERE s.sha256 = ANY (CAST(:sha256 AS text[])) AND s.state NOT IN ('duplicate', 'refused', 'unreadable')
ORDER BY s.sha256, s.id DESC
