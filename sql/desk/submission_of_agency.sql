-- A workbook, if it is an agency's for a period: its cover says so, or it came by its page.
SELECT s.id AS submission_id, s.sha256, s.file_name, s.channel, s.received_at, s.size_bytes, s.kind,
       s.agency_id, s.period_key, s.state, s.recognised, s.is_secret,
       (SELECT u.file_name FROM registry.upload u
        WHERE u.submission_id = s.id AND u.agency_id = :agency_id AND u.period_key = :period_key
        ORDER BY u.id DESC LIMIT 1) AS own_file_name,
       (SELECT u.refusal FROM registry.upload u WHERE u.submission_id = s.id AND u.refusal <> ''
       ) AS refusal,
       (SELECT count(*) FROM registry.upload u
        WHERE u.submission_id = s.id AND u.agency_id = :agency_id AND u.period_key = :period_key
       ) AS upload_count,
       before.id AS before_id, before.received_at AS before_at
FROM registry.submission s
LEFT JOIN LATERAL (  -- the same content, sent before
    SELECT b.id, b.received_at FROM registry.submission b
    WHERE b.sha256 = s.sha256 AND b.id < s.id AND b.state NOT IN ('duplicate', 'refused')
      AND b.agency_id = s.agency_id AND b.period_key = s.period_key
    ORDER BY b.id DESC LIMIT 1
) before ON true
WHERE s.id = :submission_id
  AND ((s.agency_id = :agency_id AND s.period_key = :period_key)
       OR EXISTS (SELECT FROM registry.upload u
                  WHERE u.submission_id = s.id
                    AND u.agency_id = :agency_id AND u.period_key = :period_key))
