SELECT l.id, l.agency_id, l.period_key, l.expires_at, l.created_by, l.at, e.at AS revoked_at
FROM registry.link l
LEFT JOIN registry.link_event e ON e.link_id = l.id AND e.kind = 'revoked'
WHERE l.period_key = :period_key
ORDER BY l.id DESC
