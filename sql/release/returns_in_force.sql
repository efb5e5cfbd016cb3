-- what a report is made from: the returns of its period, and of the year before for comparison
SELECT return_id, period_key
FROM mart.return_in_force
WHERE period_key IN (:period_key, :year_before_key)
ORDER BY return_id
