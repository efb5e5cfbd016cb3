-- A workbook, if it is an agency's for a period: its cover says so, or it came by its page.
SELECT s.id AS submission_id, s.sha256, s.file_name, s.channel, s.received_at, s.size_bytes, s.kind,
       s.agency_id, s.period_key, s.state, s.recognised,
       (SELECT u.file_name FROM registry.upload u
        WHERE u.submission_id = s.id AND u.agency_id = :agency_id AND u.period_key = :period_key
        ORDER BY u.id DESC LIMIT 1) AS own_file_name,
       (SELECT count(*) FROM registry.upload u
        WHERE u.submission_id = s.id AND u.agency_id = :agency_id AND u.period_key = :period_key
       ) AS upload_count
FROM registry.submission s
WHERE s.id = :submission_id
  AND ((s.agency_id = :agency_id AND s.period_key = :period_key)
       OR EXISTS (SELECT FROM registry.upload u
                  WHERE u.submission_id = s.id
                    AND u.agency_id = :agency_id AND u.period_key = :period_key))
