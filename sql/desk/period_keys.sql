-- The periods for which something was received, newest first. Asking for each period of the
-- calendar whether it has a return is one look into an index each, however many returns there are.
SELECT p.key AS period_key
FROM ref.period p
WHERE EXISTS (SELECT FROM registry.return r WHERE r.period_key = p.key)
ORDER BY p.ends_on DESC, p.starts_on DESC, p.key
