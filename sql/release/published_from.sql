-- the report that was published from exactly these returns
SELECT r.id
FROM release.release AS r
WHERE r.period_key = :period_key
    AND r.state = 'published'
    AND (
        SELECT array_agg(i.return_id ORDER BY i.return_id)
        FROM release.release_return AS i
        WHERE i.release_id = r.id
    ) = CAST(:return_ids AS bigint[])
ORDER BY r.id DESC
LIMIT 1
