-- The periods for which something was received, newest first.
SELECT DISTINCT period_key FROM registry.return ORDER BY period_key DESC
