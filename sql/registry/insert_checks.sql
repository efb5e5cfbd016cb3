INSERT INTO registry.warehouse_check (check_id, period_key, violation_count, detail, seen_seq)
SELECT check_id, period_key, violation_count, detail, :seen_seq
FROM jsonb_to_recordset(CAST(:results AS jsonb))
    AS (check_id text, period_key text, violation_count integer, detail text)
