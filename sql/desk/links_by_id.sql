-- Those of some links that hold now.
SELECT l.id, l.agency_id, l.period_key, l.expires_at
FROM registry.link l
WHERE l.id = ANY(:ids) AND l.expires_at > now()
  AND NOT EXISTS (
      SELECT FROM registry.link_event e WHERE e.link_id = l.id AND e.kind = 'revoked'
  )
