-- Returns of a period that were asked about its closing and are still open.
SELECT t.return_id
FROM registry.standing t
WHERE t.period_key = :period_key AND t.state IN ('rejected', 'needs_confirmation')
    AND EXISTS (
        SELECT FROM registry.finding f
        WHERE f.return_id = t.return_id AND f.rule_id = 'period.closed')
ORDER BY t.return_id
