SELECT * FROM mart.population_by_district WHERE period_key = :period_key ORDER BY district_code
