SELECT * FROM mart.commendation_total WHERE period_key = :period_key
