SELECT * FROM mart.works_total WHERE period_key = :period_key
