-- how many forms a period owes, and those that are neither accepted nor waived
SELECT count(*) AS owed_count,
    coalesce(array_agg(agency_name || ' (' || form_title || ')' ORDER BY agency_id, form_id)
        FILTER (WHERE state NOT IN ('accepted', 'waived')), '{}') AS missing
FROM mart.submission_status
WHERE period_key = :period_key
