SELECT *
FROM mart.population_by_group
WHERE period_key = :period_key
ORDER BY ethnic_group_id = 'khac', person_count DESC, ethnic_group_id -- the rest together, last
