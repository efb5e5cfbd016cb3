SELECT * FROM mart.support_total WHERE period_key = :period_key
