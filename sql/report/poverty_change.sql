SELECT * FROM mart.poverty_change WHERE period_key = :period_key ORDER BY standard, basis
