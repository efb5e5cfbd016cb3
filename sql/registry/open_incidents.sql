SELECT i.id, i.kind, i.submission_id, i.return_id, i.detail, i.at,
    1 + count(e.id) FILTER (WHERE e.kind = 'again') AS failed_count,
    coalesce(max(e.at) FILTER (WHERE e.kind = 'again'), i.at) AS last_at,
    coalesce(bool_or(e.kind = 'told'), false) AS is_told
FROM registry.incident i
LEFT JOIN registry.incident_event e ON e.incident_id = i.id
GROUP BY i.id
HAVING coalesce(bool_and(e.kind <> 'resolved'), true)
ORDER BY i.id
