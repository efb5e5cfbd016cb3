-- Of returns, the others of their workbooks that are accepted only together with them.
SELECT r.id AS return_id, k.id AS kin_id
FROM unnest(CAST(:return_ids AS bigint[])) r (id)
CROSS JOIN LATERAL registry.with_parts(r.id) k (id)
WHERE k.id <> r.id ORDER BY r.id, k.id
