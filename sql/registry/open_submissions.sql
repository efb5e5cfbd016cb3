-- Workbooks that go back: unreadable ones, and those with a return that is not accepted, while it is
-- the newest version of its agency, form and period, and later too if no copy has ever gone back.
SELECT s.id
FROM registry.submission AS s
WHERE (s.state = 'unreadable'
       OR (s.state = 'judged' AND NOT EXISTS (
           SELECT FROM registry.return AS r WHERE r.submission_id = s.id)))
   OR EXISTS (
       SELECT
       FROM registry.return AS r
       JOIN registry.return_state AS t ON t.return_id = r.id
       WHERE r.submission_id = s.id
         AND t.state IN ('rejected', 'needs_confirmation')
         AND (NOT EXISTS (
                  SELECT
                  FROM registry.return AS newer
                  WHERE newer.agency_id = r.agency_id
                    AND newer.form_id = r.form_id
                    AND newer.period_key = r.period_key
                    AND newer.version > r.version)
              OR NOT EXISTS (
                  SELECT
                  FROM registry.submission_event AS e
                  WHERE e.submission_id = s.id AND e.kind = 'given_back')))
ORDER BY s.id
