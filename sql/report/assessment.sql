-- the Board's own texts first, then the others in the order of their names
SELECT *
FROM mart.assessment
WHERE period_key = :period_key
ORDER BY topic, agency_id <> 'ban-dan-toc', agency_name, content
