SELECT count(*) > 0 AND bool_and(state IN ('accepted', 'waived'))
FROM mart.submission_status WHERE period_key = :period_key
