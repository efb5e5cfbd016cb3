INSERT INTO registry.link_event (link_id, kind, actor)
VALUES (:link_id, :kind, :actor)
ON CONFLICT (link_id) WHERE kind = 'revoked' DO NOTHING
