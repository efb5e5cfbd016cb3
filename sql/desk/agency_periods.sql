-- The periods for which an agency sent something, newest first.
SELECT p.key AS period_key
FROM ref.period p
WHERE p.key IN (SELECT r.period_key FROM registry.return r WHERE r.agency_id = :agency_id)
ORDER BY p.ends_on DESC, p.starts_on DESC, p.key
