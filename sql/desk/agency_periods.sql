-- The periods for which an agency sent something, newest first.
SELECT DISTINCT period_key FROM registry.return WHERE agency_id = :agency_id ORDER BY 1 DESC
