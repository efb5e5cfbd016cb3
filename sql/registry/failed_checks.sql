SELECT check_id, period_key, violation_count, detail
FROM (
    SELECT DISTINCT ON (period_key, check_id) id, check_id, period_key, violation_count, detail
    FROM registry.warehouse_check
    WHERE CAST(:period_keys AS text[]) IS NULL OR period_key = ANY (CAST(:period_keys AS text[]))
    ORDER BY period_key, check_id, id DESC
) last
WHERE violation_count > 0
ORDER BY period_key, id
